package tidemark.ledger;

/** By which way a process is about to end, or that it asks for a check. */
public enum HoldReason {
    /** {@code exit}, or a return from {@code main}. */
    EXIT,
    /** {@code _exit} or {@code _Exit}. */
    UNDERSCORE_EXIT,
    QUICK_EXIT,
    /** A signal whose default action ends the process. */
    SIGNAL,
    /** {@code __lsan_do_leak_check}: the check at the end takes place now. */
    LEAK_CHECK,
    /** {@code __lsan_do_recoverable_leak_check}: one more check, after which the process goes on. */
    RECOVERABLE_CHECK,
    /** Another program is about to replace this one, unless that fails. */
    EXEC,
    /** The parent in {@code daemon}, unless that fails. */
    DAEMON;

    /** Whether the process may yet go on: then it says so, and what was found is void. */
    public boolean revocable() {
        return this == EXEC || this == DAEMON;
    }
}
