package tidemark.capture;

/** There is no snapshot of a process. It was let go all the same. The message says why, and what to do where something can be done. */
public final class CaptureException extends Exception {
    CaptureException(String message) {
        super(message);
    }

    CaptureException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
