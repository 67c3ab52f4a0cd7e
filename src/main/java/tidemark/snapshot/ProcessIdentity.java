package tidemark.snapshot;

import java.util.List;

/** Which process this is. */
public record ProcessIdentity(int pid, int parentPid, List<String> command) {
    public ProcessIdentity {
        command = List.copyOf(command);
    }
}
