package tidemark.snapshot;

/**
 * What tells that a file's content is still what it was, where there is no build-id: a write changes the time.
 *
 * @param modifiedNanos since 1970
 */
public record FileStamp(long sizeBytes, long modifiedNanos) {
    /** As equals, which the JVM would first have to make of method handles, in every run. */
    public boolean isSameAs(FileStamp other) {
        return sizeBytes == other.sizeBytes && modifiedNanos == other.modifiedNanos;
    }
}
