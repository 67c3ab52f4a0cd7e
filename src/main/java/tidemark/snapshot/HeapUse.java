package tidemark.snapshot;

/** What the process allocated in its whole life, a realloc counting as one allocation and one free. */
public record HeapUse(long allocations, long frees, long allocatedBytes) {}
