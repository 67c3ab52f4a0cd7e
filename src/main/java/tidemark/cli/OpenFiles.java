package tidemark.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tidemark.snapshot.FileStamp;
import tidemark.snapshot.OpenedFile;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/**
 * The modules' files of all observed processes, kept open to the session's end, so that names can be read when the files have been deleted
 * or replaced. One descriptor a build-id, or, where there is none, a content: a module that is unpacked to a new file each time it is loaded
 * costs one.
 */
final class OpenFiles {
    private static final String BUILD_ID = "build-id ";

    private final Map<String, OpenedFile> byIdentity = new HashMap<>();
    /** Files without a build-id: only those of one size can have one content. */
    private final Map<Long, List<Path>> bySize = new HashMap<>();

    /**
     * @param received a path to the open file
     * @param close closes it, and is called if a file of the same content is open already
     */
    OpenedFile keep(Path received, Runnable close) {
        String identity = identity(received);
        OpenedFile known = byIdentity.get(identity);
        if (known == null) {
            known = identity.startsWith(BUILD_ID) ? new OpenedFile(received, Optional.empty()) : likeContent(received);
            byIdentity.put(identity, known);
        }
        if (!known.path().equals(received)) {
            close.run();
        }
        return known;
    }

    /** An inode's number is not used again as long as the file is open. */
    private static String identity(Path path) {
        // Closed at once: a program can load thousands of files before the JVM collects any garbage.
        try (Arena mapping = Arena.ofConfined()) {
            String buildId = ElfFile.open(path, mapping).buildId().orElse("");
            return buildId.isEmpty() ? inode(path) : BUILD_ID + buildId;
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

    private OpenedFile likeContent(Path received) {
        try {
            List<Path> candidates = bySize.computeIfAbsent(Files.size(received), size -> new ArrayList<>());
            for (Path candidate : candidates) {
                FileStamp stamp = stamp(candidate); // before it is compared: a write during that shows later
                if (Files.mismatch(candidate, received) < 0) {
                    return new OpenedFile(candidate, Optional.of(stamp));
                }
            }
            candidates.add(received);
        } catch (IOException _) {
            // a file of its own
        }
        return new OpenedFile(received, Optional.empty());
    }

    private static FileStamp stamp(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new FileStamp(attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    }
}
