package tidemark.process;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Large buffers straight from the kernel: unlike an arena's own, they are not filled with zeroes first, which takes 280 ms a GB. */
public final class AnonymousMemory {
    /** What is smaller may be used in part only. */
    private static final long HUGE_PAGES_FROM_BYTES = 8 << 20;

    private AnonymousMemory() {}

    /** Page-aligned memory that lives as long as the arena. Reads as zero where it was not written. */
    public static MemorySegment allocate(long sizeBytes, Arena arena) {
        try {
            long address = Syscalls.mapAnonymous(Math.max(1, sizeBytes));
            if (sizeBytes >= HUGE_PAGES_FROM_BYTES) {
                // Filling huge pages takes a fraction of the page faults.
                Syscalls.adviseHugePages(address, sizeBytes);
            }
            return MemorySegment.ofAddress(address)
                    .reinterpret(sizeBytes, arena, memory -> Syscalls.unmap(memory.address(), Math.max(1, sizeBytes)));
        } catch (SystemCallException e) {
            throw new OutOfMemoryError("No memory for a buffer of " + sizeBytes + " bytes: " + e.getMessage());
        }
    }
}
