package tidemark.capture;

/**
 * What a capture took.
 *
 * @param beforeNanos what was read of the ledger before the process was stopped
 * @param stoppedNanos how long the process stood still
 * @param copyNanos which part of that went into copying memory
 */
public record Effort(long beforeNanos, long stoppedNanos, long copyNanos, long copiedBytes) {}
