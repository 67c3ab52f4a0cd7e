package tidemark.cli;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tidemark.process.ProcessException;
import tidemark.process.ProcessStatus;

/**
 * Children that were there when their parent came to its end, and whose agents have not said hello yet: a forked child's does so when it
 * first allocates, which may be long after its parent's end.
 */
final class Offspring {
    private static final String SESSION = "TIDEMARK_SESSION=";

    private final Set<Integer> pids = new TreeSet<>();

    /**
     * @param parentPid of a process that is held
     * @param observed who has said hello
     * @param watch begins to tell a process's end
     */
    void note(int parentPid, Set<Integer> observed, Session.Watch watch) throws ProcessException {
        for (int pid : ProcessStatus.children(parentPid)) {
            if (!observed.contains(pid) && ProcessStatus.environmentHas(pid, SESSION) && pids.add(pid)) {
                watch.process(pid);
            }
        }
    }

    /** It said hello, or it has ended. */
    void forget(int pid) {
        pids.remove(pid);
    }

    List<Integer> pids() {
        return List.copyOf(pids);
    }
}
