package tidemark.symbolise;

/**
 * A line of a source file.
 *
 * @param path as the compiler knew it: absolute, or relative to a folder that it did not tell
 * @param line from 1; 0 for code that the compiler made up
 */
public record SourceLine(String path, int line) {
    private static final String RUST_MODULE = "mod.rs";

    /** The path's last component, and of a Rust module, where that is {@code mod.rs} alone, its folder's, too. */
    public String fileName() {
        int name = path.lastIndexOf('/') + 1;
        if (name > 0 && path.substring(name).equals(RUST_MODULE)) {
            name = path.lastIndexOf('/', name - 2) + 1;
        }
        return path.substring(name);
    }
}
