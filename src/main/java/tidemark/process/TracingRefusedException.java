package tidemark.process;

/** The kernel does not let us trace a process that is alive, or read its memory. */
public final class TracingRefusedException extends ProcessException {
    private final String reason;

    TracingRefusedException(int pid, String reason, Throwable cause) {
        super("Process " + pid + " cannot be observed: " + reason, cause);
        this.reason = reason;
    }

    /** Why, and what to do about it. */
    public String reason() {
        return reason;
    }
}
