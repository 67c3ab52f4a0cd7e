package tidemark.snapshot;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An open file with the content of a module's file.
 *
 * @param path by which it can be read, even if it was deleted
 * @param stamp if it is a copy: the copy's, when the two were compared
 */
public record OpenedFile(Path path, Optional<FileStamp> stamp) {}
