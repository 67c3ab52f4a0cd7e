package tidemark.capture;

/**
 * A thread that was alive when the process was stopped.
 *
 * @param sp its stack pointer
 * @param usedFrom the lowest address of its stack that it may still read
 */
record RunningThread(int tid, long sp, long usedFrom) {
    /** The x86-64 ABI lets a function use this much below its stack pointer, until it calls another. */
    private static final long RED_ZONE_BYTES = 128;

    /** Stopped anywhere. */
    static RunningThread interrupted(int tid, long sp) {
        return new RunningThread(tid, sp, sp - RED_ZONE_BYTES & -8);
    }

    /** Stopped inside a call that it made with this stack pointer: what lies below is the called function's. */
    static RunningThread calling(int tid, long sp) {
        return new RunningThread(tid, sp, sp);
    }
}
