package tidemark.process;

/** A process could not be stopped, read or listened to. The message names the thing, the value and the remedy. */
public sealed class ProcessException extends Exception permits TracingRefusedException {
    ProcessException(String message) {
        super(message);
    }

    ProcessException(String message, Throwable cause) {
        super(message + " (" + cause.getMessage() + ")", cause);
    }
}
