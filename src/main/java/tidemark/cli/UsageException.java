package tidemark.cli;

/** The command line, or the program that it names, cannot be used as it is. */
final class UsageException extends Exception {
    /** As Valgrind: options that cannot be used. */
    static final int BAD_OPTIONS = 1;
    /** The program can run, but cannot be observed. */
    static final int NOT_OBSERVABLE = 125;
    /** As a shell: the program is there but cannot be run. */
    static final int NOT_EXECUTABLE = 126;
    /** As a shell: there is no such program. */
    static final int NOT_FOUND = 127;

    private static final long serialVersionUID = 1;

    private final int exitCode;

    /** @param message one line that names the thing, the value and, where there is one, the remedy */
    UsageException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
