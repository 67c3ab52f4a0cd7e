package tidemark.symbolise.debugfile;

/** A server did not give a file that it may have; the message says why, to be read behind a comma. */
public final class DownloadException extends Exception {
    public DownloadException(String message) {
        super(message);
    }
}
