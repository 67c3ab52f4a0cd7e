package tidemark.suppression;

/** A suppression file that cannot be used; the message names the file, the line and what is wrong there. */
public final class SuppressionFileException extends Exception {
    private static final long serialVersionUID = 1;

    SuppressionFileException(String message) {
        super(message);
    }
}
