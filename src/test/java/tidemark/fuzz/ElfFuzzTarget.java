package tidemark.fuzz;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tidemark.symbolise.elf.DebugLink;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;
import tidemark.symbolise.elf.FunctionSymbols;

/**
 * Asks an ELF file all that Tidemark ever asks: an answer or {@link ElfException}, in bounded time and memory. The input is a file; as its
 * own debug file it also takes the part of the separate one.
 */
public final class ElfFuzzTarget {
    private static final List<String> DEBUG_SECTIONS =
            List.of(".debug_info", ".debug_line", ".debug_str", ".debug_abbrev");
    private static final int ADDRESSES = 64;

    private ElfFuzzTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            ElfFile file = ElfFile.of(Path.of("input"), MemorySegment.ofArray(input));
            askHeaders(file);
            askSections(file);
            askNames(FunctionSymbols.of(file, List.of(file)), input.length);
            Optional<ElfFile> embedded = file.embeddedSymbols();
            if (embedded.isPresent()) {
                askNames(FunctionSymbols.of(file, List.of(file, embedded.get())), input.length);
            }
        } catch (ElfException e) {
            // what a damaged file may say
        }
    }

    private static void askHeaders(ElfFile file) throws ElfException {
        file.fileClass();
        file.machine();
        file.type();
        file.interpreter();
        file.buildId();
    }

    private static void askSections(ElfFile file) throws ElfException {
        for (String name : DEBUG_SECTIONS) {
            try {
                file.contents(name);
            } catch (ElfException e) {
                // the next may be sound
            }
        }
        DebugLink.of(file);
        FunctionSymbols.completeIn(file);
    }

    private static void askNames(FunctionSymbols symbols, int bytes) throws ElfException {
        for (int i = 0; i <= ADDRESSES; i++) {
            symbols.nameAt((long) bytes * i / ADDRESSES);
        }
        symbols.nameAt(Long.MAX_VALUE);
        symbols.nameAt(0x401000);
    }
}
