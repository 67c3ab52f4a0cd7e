package tidemark.snapshot;

/** Memory or a register outside the heap that can hold pointers. */
public sealed interface Root {
    /** Where a range of roots comes from. */
    enum Kind {
        /** A module's writable data: .data, .bss and the like. */
        MODULE_DATA,
        /** A thread's stack from its stack pointer up. */
        STACK,
        /** A thread's own variables, and what the C library keeps for it. */
        TLS,
        /** Any other readable and writable mapping. */
        MAPPING,
        /** What the program registered; it counts also where it lies inside a block. */
        REGION
    }

    /**
     * @param start first runtime address
     * @param end first runtime address behind it
     * @param label the module's path, "thread TID", the mapping's name, or nothing
     */
    record Range(Kind kind, long start, long end, String label) implements Root {}

    record Register(int tid, String name, long value) implements Root {}
}
