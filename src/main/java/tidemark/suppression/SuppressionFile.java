package tidemark.suppression;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A file of suppressions, Valgrind's or LeakSanitizer's: the first line that says something tells which. */
final class SuppressionFile {
    /** Far more than anybody writes, and less than fills the memory when a device is named by mistake. */
    private static final int MOST_BYTES = 1 << 27;

    private SuppressionFile() {}

    /**
     * Its entries for leaks and wrong frees, in the file's order.
     *
     * @param name as the user named it
     * @param paths where it is found
     */
    static List<Suppression> read(String name, Function<String, Path> paths) throws SuppressionFileException {
        String text = text(name, paths);
        boolean sanitizer = new FileLines(name, text).next().startsWith("leak:");
        FileLines lines = new FileLines(name, text);
        return sanitizer ? SanitizerEntries.read(lines) : ValgrindEntries.read(lines);
    }

    private static String text(String name, Function<String, Path> paths) throws SuppressionFileException {
        try {
            Path path = paths.apply(name);
            if (Files.isDirectory(path)) {
                throw new SuppressionFileException("FATAL: suppressions file \"" + name + "\" is a directory");
            }
            return text(name, path);
        } catch (NoSuchFileException e) {
            throw unopened(name, "there is no such file");
        } catch (AccessDeniedException e) {
            throw unopened(name, "permission denied");
        } catch (IOException | InvalidPathException e) {
            throw unopened(name, String.valueOf(e.getMessage()));
        }
    }

    private static String text(String name, Path path) throws IOException, SuppressionFileException {
        try (InputStream content = Files.newInputStream(path)) {
            byte[] bytes = content.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw unopened(name, "it has more than " + MOST_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static SuppressionFileException unopened(String name, String why) {
        return new SuppressionFileException("FATAL: can't open suppressions file \"" + name + "\": " + why);
    }
}
