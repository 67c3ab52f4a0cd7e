package tidemark.symbolise.demangle;

/** A symbol is not of the scheme that it looks like, or stands for more than anybody wants to read. Made often, so without a stack. */
final class ManglingException extends Exception {
    ManglingException(String message) {
        super(message, null, false, false);
    }
}
