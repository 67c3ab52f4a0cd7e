package tidemark.cli;

import java.util.Optional;

/** What Tidemark exits with when a program has run. */
final class ExitCode {
    private ExitCode() {}

    /**
     * An unchecked or incompletely checked program must not look like a clean one; its own failure is not covered up. A death by a signal
     * stays that death, whatever was found: so does Valgrind, and a harness must see a crash as one.
     *
     * @param status of the target, if it is known
     * @param observed whether the target was
     * @param forErrors what the user wants to see if there are errors; 0: what the target exits with
     * @return empty to exit as the target did
     */
    static Optional<Integer> of(
            Optional<WaitStatus> status, boolean observed, boolean errors, boolean incomplete, int forErrors) {
        boolean success = status.map(WaitStatus::success).orElse(false);
        boolean signalled = status.map(WaitStatus::signalled).orElse(false);
        if (forErrors != 0 && errors && !signalled) {
            return Optional.of(forErrors);
        }
        if (success && (!observed || (forErrors != 0 && incomplete))) {
            return Optional.of(UsageException.NOT_OBSERVABLE);
        }
        return Optional.empty();
    }
}
