package tidemark.reachability;

/** What Memcheck's manual, section "Memory leak detection", calls the kinds of leak, and what it never sees. */
public enum Verdict {
    DEFINITELY_LOST,
    INDIRECTLY_LOST,
    POSSIBLY_LOST,
    STILL_REACHABLE,
    /** Still reachable, and kept by the C or C++ library for itself: Memcheck has them free it before it looks. */
    LIBRARYS_OWN
}
