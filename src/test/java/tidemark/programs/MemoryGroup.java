package tidemark.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A memory control group of our own with a limit, of version 1 or 2 (Documentation/admin-guide/cgroup-v1/memory.rst, cgroup-v2.rst): a process
 * in it that takes more is killed by the kernel. Removed when closed, when its processes have ended.
 */
final class MemoryGroup implements AutoCloseable {
    private final Path folder;

    private MemoryGroup(Path folder) {
        this.folder = folder;
    }

    /** Empty where we may make none. */
    static Optional<MemoryGroup> limitedTo(long bytes) {
        for (Path root : List.of(Path.of("/sys/fs/cgroup/memory"), Path.of("/sys/fs/cgroup"))) {
            Path folder =
                    root.resolve("tidemark-test-" + ProcessHandle.current().pid());
            try {
                Files.createDirectory(folder);
                MemoryGroup group = new MemoryGroup(folder);
                if (group.limit("memory.limit_in_bytes", bytes) || group.limit("memory.max", bytes)) {
                    group.limit("memory.memsw.limit_in_bytes", bytes); // without these it would be swapped out first
                    group.limit("memory.swap.max", 0);
                    return Optional.of(group);
                }
                group.close();
            } catch (IOException e) {
                // no control groups of this version, or not ours to make
            }
        }
        return Optional.empty();
    }

    private boolean limit(String file, long bytes) {
        try {
            Path path = folder.resolve(file);
            if (Files.exists(path)) {
                Files.writeString(path, Long.toString(bytes));
                return true;
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** To which a process writes its pid to be in the group. */
    Path processes() {
        return folder.resolve("cgroup.procs");
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder);
    }
}
