package tidemark.symbolise.dwarf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/** What belongs to a file stands where its name says. */
class TestFiles implements RelatedFiles {
    private final Path file;

    TestFiles(Path file) {
        this.file = file;
    }

    @Override
    public Optional<ElfFile> alternate(String path, String buildId) {
        return open(file.resolveSibling(path));
    }

    @Override
    public Optional<ElfFile> splitPackage() {
        return open(file.resolveSibling(file.getFileName() + ".dwp"));
    }

    @Override
    public Optional<ElfFile> splitUnit(String compilationFolder, String name) {
        return open(Path.of(compilationFolder).resolve(name));
    }

    private static Optional<ElfFile> open(Path path) {
        try {
            return Files.exists(path) ? Optional.of(ElfFile.open(path)) : Optional.empty();
        } catch (ElfException e) {
            throw new AssertionError(e);
        }
    }
}
