package tidemark.process;

/**
 * A line of /proc/PID/maps.
 *
 * @param start first runtime address
 * @param end first runtime address behind it
 * @param name as the kernel gives it: a path, with " (deleted)" behind it if the file is gone, a name in brackets such as
 *     {@code [heap]}, or empty
 */
public record Mapping(
        long start,
        long end,
        boolean readable,
        boolean writable,
        boolean executable,
        boolean shared,
        long fileOffset,
        long inode,
        String name) {
    private static final String DELETED = " (deleted)";

    public long sizeBytes() {
        return end - start;
    }

    public boolean contains(long address) {
        return address >= start && address < end;
    }

    /** Whether the file that it maps has been deleted or replaced. */
    public boolean deleted() {
        return inode != 0 && name.endsWith(DELETED);
    }

    /** The name without what the kernel adds for a deleted file. */
    public String path() {
        return deleted() ? name.substring(0, name.length() - DELETED.length()) : name;
    }
}
