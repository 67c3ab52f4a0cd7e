package tidemark.symbolise;

/**
 * A line of a source file.
 *
 * @param path as the compiler knew it: absolute, or relative to a folder that it did not tell
 * @param line from 1; 0 for code that the compiler made up
 */
public record SourceLine(String path, int line) {
    /** The path's last component. */
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
