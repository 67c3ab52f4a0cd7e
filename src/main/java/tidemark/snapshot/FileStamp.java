package tidemark.snapshot;

/**
 * What tells that a file's content is still what it was, where there is no build-id: a write changes the time.
 *
 * @param modifiedNanos since 1970
 */
public record FileStamp(long sizeBytes, long modifiedNanos) {}
