package tidemark.cli;

/** What a command line asks for. */
sealed interface Invocation {
    record Run(Options options) implements Invocation {}

    /** Print the text on standard output, and that is all. */
    record Show(String text) implements Invocation {}
}
