package tidemark.snapshot;

/** A text that is no {@link SnapshotText}: the message names the line and what is expected there. */
public final class MalformedSnapshotException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedSnapshotException(int line, String message) {
        super("Snapshot, line " + line + ": " + message);
    }
}
