package tidemark.symbolise;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tidemark.symbolise.debugfile.DebugFiles;
import tidemark.symbolise.dwarf.Dwarf;
import tidemark.symbolise.dwarf.RelatedFiles;
import tidemark.symbolise.dwarf.SourceFrame;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;
import tidemark.symbolise.elf.Shift;

/** The source lines of one module, if it or its separate debug file tells them. Nothing is read before the first address is asked for. */
final class ModuleSources {
    private final ElfFile module;
    private final List<ElfFile> files;
    private final String modulePath;
    private final DebugFiles debugFiles;
    private Optional<Dwarf> dwarf = Optional.empty();
    private long shift;
    private boolean searched;

    /**
     * @param files the module itself and its separate debug file, if there is one
     * @param modulePath where the module lay when it was loaded
     */
    ModuleSources(ElfFile module, List<ElfFile> files, String modulePath, DebugFiles debugFiles) {
        this.module = module;
        this.files = files;
        this.modulePath = modulePath;
        this.debugFiles = debugFiles;
    }

    /** As {@link Dwarf#framesAt}. */
    List<SourceFrame> framesAt(long fileAddress) throws ElfException {
        if (!searched) {
            searched = true;
            search();
        }
        return dwarf.isPresent() ? dwarf.get().framesAt(fileAddress - shift) : List.of();
    }

    private void search() throws ElfException {
        for (ElfFile file : files) {
            dwarf = Dwarf.of(file, new Related(file));
            if (dwarf.isPresent()) {
                shift = file.equals(module) ? 0 : Shift.between(module, file);
                return;
            }
        }
    }

    private final class Related implements RelatedFiles {
        private final ElfFile referring;

        Related(ElfFile referring) {
            this.referring = referring;
        }

        @Override
        public Optional<ElfFile> alternate(String path, String buildId) {
            return debugFiles.alternate(referring.path(), path, buildId);
        }

        @Override
        public Optional<ElfFile> splitPackage() {
            Optional<ElfFile> beside = open(modulePath + ".dwp");
            return beside.isPresent() ? beside : open(referring.path() + ".dwp");
        }

        @Override
        public Optional<ElfFile> splitUnit(String compilationFolder, String name) {
            Optional<ElfFile> found = open(name.startsWith("/") ? name : compilationFolder + "/" + name);
            // Who moves a program moves its .dwo files with it.
            return found.isPresent() ? found : open(folder(modulePath) + name.substring(name.lastIndexOf('/') + 1));
        }

        private static String folder(String path) {
            return path.substring(0, path.lastIndexOf('/') + 1);
        }

        private static Optional<ElfFile> open(String path) {
            try {
                Path file = Path.of(path);
                return Files.isRegularFile(file) ? Optional.of(ElfFile.open(file)) : Optional.empty();
            } catch (ElfException | InvalidPathException _) {
                return Optional.empty(); // fewer names
            }
        }
    }
}
