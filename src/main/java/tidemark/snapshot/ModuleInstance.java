package tidemark.snapshot;

import java.util.OptionalLong;

/**
 * One loading of a module, from dlopen to its unmapping.
 *
 * @param number what {@link CallPaths} calls it
 * @param loadAddress runtime address = load address + address in the file
 * @param start first runtime address of its mapping
 * @param end first runtime address behind it
 * @param loadedAt when it was first seen, in module events since the process started
 * @param unloadedAt when it was seen to be gone, on the same clock; empty if it was loaded at the time of the snapshot
 * @param stayed whether dlclose was called with its handle and left it loaded
 */
public record ModuleInstance(
        int number,
        ModuleFile file,
        long loadAddress,
        long start,
        long end,
        long loadedAt,
        OptionalLong unloadedAt,
        boolean stayed) {
    /** One for which nobody called dlclose in vain. */
    public ModuleInstance(
            int number,
            ModuleFile file,
            long loadAddress,
            long start,
            long end,
            long loadedAt,
            OptionalLong unloadedAt) {
        this(number, file, loadAddress, start, end, loadedAt, unloadedAt, false);
    }

    public boolean unloaded() {
        return unloadedAt.isPresent();
    }
}
