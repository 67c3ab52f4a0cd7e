package tidemark.symbolise;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleFile;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;
import tidemark.symbolise.elf.FunctionSymbols;

/** The names of functions by a module's own symbols alone, so that no debug file changes them. For one thread. */
public final class ExportedNames {
    /** By build-id or, without one, by path: a session may check thousands of processes. */
    private final Map<String, Optional<FunctionSymbols>> symbols = new HashMap<>();

    /** Without the symbol's version; empty if the function has no symbol. */
    public String of(Frame.InModule frame) {
        Optional<FunctionSymbols> known = symbols(frame.module().file());
        if (known.isEmpty()) {
            return "";
        }
        try {
            String name = known.get().nameAt(frame.lookupAddress()).orElse("");
            int version = name.indexOf('@');
            return version < 0 ? name : name.substring(0, version);
        } catch (ElfException | InternalError _) {
            return "";
        }
    }

    private Optional<FunctionSymbols> symbols(ModuleFile file) {
        String identity = file.buildId().isPresent() ? file.buildId().get().hex() : file.path();
        Optional<FunctionSymbols> known = symbols.get(identity);
        if (known == null) {
            known = read(file);
            symbols.put(identity, known);
        }
        return known;
    }

    private static Optional<FunctionSymbols> read(ModuleFile file) {
        try {
            ElfFile elf = LoadedFile.open(file).elf();
            return Optional.of(FunctionSymbols.of(elf, List.of(elf)));
        } catch (ElfException | InternalError _) {
            return Optional.empty();
        }
    }
}
