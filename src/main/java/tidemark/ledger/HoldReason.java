package tidemark.ledger;

/** By which way a process is about to end. */
public enum HoldReason {
    /** {@code exit}, or a return from {@code main}. */
    EXIT,
    /** {@code _exit} or {@code _Exit}. */
    UNDERSCORE_EXIT,
    QUICK_EXIT,
    /** A signal whose default action ends the process. */
    SIGNAL
}
