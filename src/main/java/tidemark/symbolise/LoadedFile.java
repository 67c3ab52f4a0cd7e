package tidemark.symbolise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tidemark.snapshot.BuildId;
import tidemark.snapshot.FileStamp;
import tidemark.snapshot.ModuleFile;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/**
 * The very file that a module was loaded from, or nothing: a file that was overwritten or replaced since says nothing of what was loaded. It is known by its
 * build-id, or, where there is none, by size and time of the last write.
 */
final class LoadedFile {
    private final ElfFile elf;
    /** As it was when it was opened: it can be overwritten still. */
    private final Optional<Content> content;

    private LoadedFile(ElfFile elf, Optional<Content> content) {
        this.elf = elf;
        this.content = content;
    }

    /** Which file there is at a path, and in which state. */
    private record Content(Object inode, FileStamp stamp) {
        static Optional<Content> at(Path path) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                FileStamp stamp = new FileStamp(
                        attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
                return Optional.of(new Content(attributes.fileKey(), stamp));
            } catch (IOException _) {
                return Optional.empty();
            }
        }
    }

    static LoadedFile open(ModuleFile file) throws ElfException {
        if (Vdso.is(file)) {
            return new LoadedFile(Vdso.open(file), Optional.empty());
        }
        if (file.opened().isPresent()) {
            try {
                LoadedFile opened = open(file.opened().get(), file);
                if (file.buildId().isPresent()) {
                    check(opened.elf, file.buildId());
                }
                return opened;
            } catch (ElfException e) {
                // Only a build-id can show that the file at the path is the same one.
                if (file.buildId().isEmpty()) {
                    throw e;
                }
            }
        }
        try {
            LoadedFile found = open(Path.of(file.path()), file);
            check(found.elf, file.buildId());
            return found;
        } catch (InvalidPathException e) {
            throw new ElfException("its path is none: " + e.getMessage());
        }
    }

    private static LoadedFile open(Path path, ModuleFile file) throws ElfException {
        // The content's state first, so that a write while it is being opened shows later.
        Optional<Content> content = Content.at(path);
        ElfFile elf = ElfFile.open(path);
        if (file.buildId().isEmpty() && file.stamp().isPresent()) {
            boolean same = content.isPresent()
                    && content.get().stamp.equals(file.stamp().get());
            if (!same) {
                throw new ElfException(file.path() + " was written to after it had been loaded, and has no build-id");
            }
        }
        return new LoadedFile(elf, content);
    }

    private static void check(ElfFile found, Optional<BuildId> loaded) throws ElfException {
        String expected = loaded.isPresent() ? loaded.get().hex() : "none";
        String actual = found.buildId().orElse("none");
        if (!actual.equals(expected)) {
            throw new ElfException(
                    found.path() + " has build-id " + actual + ", but the module that was loaded had " + expected);
        }
    }

    ElfFile elf() {
        return elf;
    }

    /** Whether nobody has written to the file since it was opened. What was deleted, or replaced at its path, stays mapped as it was. */
    boolean unchanged() {
        Optional<Content> now = Content.at(elf.path());
        return now.isEmpty()
                || content.isEmpty()
                || !now.get().inode.equals(content.get().inode)
                || now.get().equals(content.get());
    }
}
