package tidemark.snapshot;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A file from which module instances were loaded.
 *
 * @param path as the loader knew it; the file there may since have been replaced
 * @param buildId as it stood in the loaded image
 * @param opened a path through which the very file that was loaded can be read, even if it was deleted since
 * @param stamp of the file when it was loaded; empty if it could not be opened then
 */
public record ModuleFile(String path, Optional<BuildId> buildId, Optional<Path> opened, Optional<FileStamp> stamp) {
    public ModuleFile(String path, Optional<BuildId> buildId, Optional<Path> opened) {
        this(path, buildId, opened, Optional.empty());
    }

    /** The last component of the path: what reports call the module. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether this is glibc's dynamic loader, under the names that the psABIs give it. */
    public boolean isLoader() {
        return name().startsWith("ld-linux") || name().equals("ld64.so.2");
    }

    /** Whether this is a part of glibc: the loader, the library, or one that glibc loads for itself. */
    public boolean isCLibrary() {
        return isLoader()
                || name().startsWith("libc.so.")
                || name().startsWith("libpthread.so.")
                || name().startsWith("libresolv.so.")
                || name().startsWith("libnss_");
    }

    /** Whether this is GCC's C++ library. */
    public boolean isCxxLibrary() {
        return name().startsWith("libstdc++.so.");
    }
}
