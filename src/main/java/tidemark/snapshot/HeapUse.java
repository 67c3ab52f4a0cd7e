package tidemark.snapshot;

/** What the process allocated in its whole life, a realloc counting as one allocation and one free. */
public record HeapUse(long allocations, long frees, long allocatedBytes) {
    /** The same if so many blocks are live: what else was allocated was freed. */
    public HeapUse withLiveBlocks(int count) {
        return new HeapUse(allocations, Math.max(0, allocations - count), allocatedBytes);
    }

    /** As equals, but without the method handles of which the JVM makes a record's. */
    public boolean isSameAs(HeapUse other) {
        return allocations == other.allocations && frees == other.frees && allocatedBytes == other.allocatedBytes;
    }
}
