package tidemark.report;

/** Which loss records of a running process are shown, of those that the style shows. */
public enum Shown {
    /** Those that have more bytes or blocks than at the last check: Memcheck calls them increased. */
    NEW,
    /** Those that have more or less, or are gone. */
    CHANGED,
    ALL
}
