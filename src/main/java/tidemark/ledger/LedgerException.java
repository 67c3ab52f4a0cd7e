package tidemark.ledger;

/** A ledger or a message cannot be read or contradicts itself. The message names what and where. */
public final class LedgerException extends Exception {
    LedgerException(String message) {
        super(message);
    }

    LedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}
