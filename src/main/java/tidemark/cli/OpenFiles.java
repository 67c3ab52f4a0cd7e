package tidemark.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tidemark.process.ReceivedDescriptor;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/**
 * The modules' files of all observed processes, kept open to the session's end, so that names can be read when the files have been deleted
 * or replaced. One descriptor a build-id: a module that is unpacked to a new file each time it is loaded costs one.
 */
final class OpenFiles {
    private final Map<String, Path> byIdentity = new HashMap<>();

    /** Takes the descriptor over, and closes it if the same file is open already. */
    Path keep(ReceivedDescriptor descriptor) {
        String identity = identity(descriptor.path());
        Path known = byIdentity.putIfAbsent(identity, descriptor.path());
        if (known == null) {
            return descriptor.path();
        }
        descriptor.close();
        return known;
    }

    /** An inode's number is not used again as long as the file is open. */
    private static String identity(Path path) {
        // Closed at once: a program can load thousands of files before the JVM collects any garbage.
        try (Arena mapping = Arena.ofConfined()) {
            String buildId = ElfFile.open(path, mapping).buildId().orElse("");
            return buildId.isEmpty() ? inode(path) : "build-id " + buildId;
        } catch (ElfException | InternalError _) { // the latter if the file is cut short meanwhile
            return inode(path);
        }
    }

    private static String inode(Path path) {
        try {
            return "inode " + Files.getAttribute(path, "unix:dev") + " " + Files.getAttribute(path, "unix:ino");
        } catch (IOException _) {
            return path.toString();
        }
    }
}
