package tidemark.ledger;

/** By which way a process is about to end. */
public enum HoldReason {
    /** {@code exit}, or a return from {@code main}. */
    EXIT,
    /** {@code _exit} or {@code _Exit}. */
    UNDERSCORE_EXIT,
    QUICK_EXIT,
    /** A signal whose default action ends the process. */
    SIGNAL,
    /** Another program is about to replace this one, unless that fails. */
    EXEC,
    /** The parent in {@code daemon}, unless that fails. */
    DAEMON;

    /** Whether the process may yet go on: then it says so, and what was found is void. */
    public boolean revocable() {
        return this == EXEC || this == DAEMON;
    }
}
