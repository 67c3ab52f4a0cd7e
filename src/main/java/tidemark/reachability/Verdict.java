package tidemark.reachability;

/** What Memcheck's manual, section "Memory leak detection", calls the kinds of leak. */
public enum Verdict {
    DEFINITELY_LOST,
    INDIRECTLY_LOST,
    POSSIBLY_LOST,
    STILL_REACHABLE
}
