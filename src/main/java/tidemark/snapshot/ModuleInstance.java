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
 */
public record ModuleInstance(
        int number, ModuleFile file, long loadAddress, long start, long end, long loadedAt, OptionalLong unloadedAt) {
    public boolean unloaded() {
        return unloadedAt.isPresent();
    }
}
