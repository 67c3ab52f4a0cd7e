package tidemark.capture;

import java.util.List;
import tidemark.process.Mapping;

/**
 * Tells the mappings that a program can have stored pointers in. Device mappings are left out: reading a device's registers
 * can change its state.
 */
final class WritableMemory {
    /** Plain memory in spite of its place in /dev, or of being no file at all. */
    private static final List<String> MEMORY =
            List.of("/dev/zero", "/dev/shm/", "/dev/hugepages/", "anon_inode:[io_uring]");

    private static final List<String> DEVICES = List.of("/dev/", "/sys/", "/proc/", "/dmabuf:", "anon_inode:");

    private static final List<String> KERNEL = List.of("[vvar]", "[vvar_vclock]", "[vdso]", "[vsyscall]", "[uprobes]");

    private WritableMemory() {}

    static Ranges of(List<Mapping> mappings) {
        Ranges.Builder ranges = new Ranges.Builder();
        for (Mapping mapping : mappings) {
            if (mapping.readable() && mapping.writable() && isMemory(mapping)) {
                ranges.add(mapping.start(), mapping.end());
            }
        }
        return ranges.build();
    }

    static boolean isMemory(Mapping mapping) {
        String name = mapping.name();
        boolean ofDevice = startsWithOne(name, DEVICES) && !startsWithOne(name, MEMORY);
        return !ofDevice && !KERNEL.contains(name);
    }

    private static boolean startsWithOne(String name, List<String> starts) {
        for (String start : starts) {
            if (name.startsWith(start)) {
                return true;
            }
        }
        return false;
    }
}
