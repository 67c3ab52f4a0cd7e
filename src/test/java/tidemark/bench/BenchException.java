package tidemark.bench;

/** What keeps the benchmark from running or from being read, with the remedy: a missing program, a workload that fails bare, a damaged file. */
final class BenchException extends Exception {
    private static final long serialVersionUID = 1;

    BenchException(String message) {
        super(message);
    }
}
