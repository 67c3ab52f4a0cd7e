package tidemark.symbolise.elf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;

/** A library of the system whose file has a version in its name, which differs from release to release. */
public final class InstalledLibrary {
    private static final Path FOLDER = Path.of("/usr/lib/x86_64-linux-gnu");

    private InstalledLibrary() {}

    /** The first by name; fails if there is none. */
    public static Path like(String glob) {
        TreeSet<Path> found = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(FOLDER, glob)) {
            files.forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (found.isEmpty()) {
            throw new AssertionError("no " + glob + " in " + FOLDER);
        }
        return found.first();
    }
}
