package tidemark.process;

/** A range of runtime addresses or file offsets, from {@code start} up to but without {@code end}. */
public record AddressRange(long start, long end) {
    public long sizeBytes() {
        return end - start;
    }
}
