package tidemark.fuzz;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import tidemark.symbolise.dwarf.Dwarf;
import tidemark.symbolise.dwarf.RelatedFiles;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;

/**
 * Asks the DWARF of an ELF file for frames: there is always an answer, in bounded time and memory. The input is a file; it also takes the part of every
 * file that it refers to.
 */
public final class DwarfFuzzTarget {
    private static final long CODE = 0x1000;
    private static final int CODE_BYTES = 0x100;

    private DwarfFuzzTarget() {}

    private record Itself(ElfFile file) implements RelatedFiles {
        @Override
        public Optional<ElfFile> alternate(String path, String buildId) {
            return Optional.of(file);
        }

        @Override
        public Optional<ElfFile> splitPackage() {
            return Optional.of(file);
        }

        @Override
        public Optional<ElfFile> splitUnit(String compilationFolder, String name) {
            return Optional.of(file);
        }
    }

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            ElfFile file = ElfFile.of(Path.of("input"), MemorySegment.ofArray(input));
            Optional<Dwarf> dwarf = Dwarf.of(file, new Itself(file));
            if (dwarf.isPresent()) {
                for (int into = 0; into < CODE_BYTES; into += 5) {
                    dwarf.get().framesAt(CODE + into);
                }
                dwarf.get().framesAt(0);
                dwarf.get().framesAt(-1);
                dwarf.get().framesAt(input.length);
            }
        } catch (ElfException e) {
            // what a damaged file may say before it is asked for frames
        }
    }
}
