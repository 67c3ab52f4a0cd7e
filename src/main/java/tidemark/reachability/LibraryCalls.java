package tidemark.reachability;

import tidemark.snapshot.Frame;

/** Tells what functions of the C library, which the program calls, do with the memory that they allocate. */
@FunctionalInterface
public interface LibraryCalls {
    /** Whose the memory is. */
    enum Use {
        /** The library's: it is a cache or a buffer, and the program is not to free it. */
        KEPT,
        /** The library's, and kept for each thread: what the loader says of its last error. */
        LOADING,
        /** The program's, even while the library alone points at it. */
        HANDED_OUT
    }

    /** Nothing is the library's: all blocks are judged as if the program had allocated them. */
    LibraryCalls NOT_TOLD_APART = _ -> Use.HANDED_OUT;

    /** @param entry in the function by which the library was entered */
    Use of(Frame entry);
}
