package tidemark.symbolise.debugfile;

/** Is told how a download goes on. */
public interface Progress {
    /** @param totalBytes negative if it is not known */
    void received(String moduleName, String server, long bytes, long totalBytes);

    /** The download has ended, well or not. */
    void ended();

    /** Nobody looks. */
    static Progress silent() {
        return new Progress() {
            @Override
            public void received(String moduleName, String server, long bytes, long totalBytes) {}

            @Override
            public void ended() {}
        };
    }
}
