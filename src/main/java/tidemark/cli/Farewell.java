package tidemark.cli;

import java.util.Set;

/** What is said when the target has ended, or could not be started. */
final class Farewell {
    private Farewell() {}

    static String notStarted(String command, int error) {
        String why = switch (error) {
            case 2 -> "no such file, or its interpreter is missing";
            case 11 -> "no more processes and threads are allowed; see ulimit -u and the container's limits";
            case 13 -> "permission denied";
            default -> "the kernel gives error number " + error;
        };
        return "tidemark: " + command + ": could not be started: " + why;
    }

    static String stillRunning(Set<Integer> pids) {
        StringBuilder text =
                new StringBuilder("tidemark: the program has ended; processes that it started still run and are"
                        + " reported when they end (--wait-for-children=yes waits for them), pids:");
        for (int pid : pids) {
            text.append(' ').append(pid);
        }
        return text.toString();
    }

    /** @param how the target ended */
    static String notObserved(String command, String how) {
        return "tidemark: " + command + ": was not observed: it " + how
                + " before Tidemark's agent was loaded in it (LD_PRELOAD changed, or the program failed to load?)";
    }
}
