package tidemark.cli;

import java.io.IOException;
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

/**
 * The modules' files of all observed processes, kept open to the session's end, so that names can be read when the files have been deleted
 * or replaced. One descriptor a build-id, or, where there is none, a content: a module that is unpacked to a new file each time it is loaded
 * costs one.
 */
final class OpenFiles {
    private static final String INODE = "inode ";

    private final Map<String, OpenedFile> byIdentity = new HashMap<>();
    /** Files without a build-id: only those of one size can have one content. */
    private final Map<Long, List<Path>> bySize = new HashMap<>();

    /**
     * @param identity as the ledger tells it: a build-id or an inode. A file that is not the one that was loaded, since it was replaced
     *     meanwhile, does no harm: whoever reads it compares the build-id, or the time of the last write
     * @param received a path to the open file
     * @param close closes it, and is called if a file of the same content is open already
     */
    OpenedFile keep(String identity, Path received, Runnable close) {
        OpenedFile known = byIdentity.get(identity);
        if (known == null) {
            known = identity.startsWith(INODE) ? likeContent(received) : new OpenedFile(received, Optional.empty());
            byIdentity.put(identity, known);
        }
        if (!known.path().equals(received)) {
            close.run();
        }
        return known;
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
