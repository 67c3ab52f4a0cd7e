package tidemark.symbolise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tidemark.snapshot.ModuleFile;
import tidemark.symbolise.debugfile.DebugFiles;
import tidemark.symbolise.dwarf.Dwarf;
import tidemark.symbolise.dwarf.SourceFrame;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;
import tidemark.symbolise.elf.FunctionSymbols;

/**
 * The names and source lines in one module file, however often it was loaded. Names come only from the file that was loaded: one
 * with another build-id is not used. Whatever is wrong with the files, there are only fewer names, and a reason.
 */
final class ModuleSymbols {
    private final Optional<LoadedFile> file;
    private final Optional<FunctionSymbols> symbols;
    private final Optional<ModuleSources> sources;
    private final Map<Long, Named> names = new HashMap<>();
    private Optional<UnnamedModule.Lack> lacking;

    /**
     * What is known of an address.
     *
     * @param symbol of the function that contains it, as the symbol table spells it
     * @param frames as the debug information tells; the last one is the same function
     */
    record Named(Optional<String> symbol, List<SourceFrame> frames) {
        static final Named UNKNOWN = new Named(Optional.empty(), List.of());
    }

    private ModuleSymbols(
            LoadedFile file, FunctionSymbols symbols, ModuleSources sources, Optional<UnnamedModule.Lack> lacking) {
        this.file = Optional.of(file);
        this.symbols = Optional.of(symbols);
        this.sources = Optional.of(sources);
        this.lacking = lacking;
    }

    private ModuleSymbols(String reason) {
        this.file = Optional.empty();
        this.symbols = Optional.empty();
        this.sources = Optional.empty();
        this.lacking = Optional.of(UnnamedModule.Lack.unusable(reason));
    }

    static ModuleSymbols of(ModuleFile file, DebugFiles debugFiles) {
        try {
            LoadedFile loaded = LoadedFile.open(file);
            return of(loaded, file, debugFiles);
        } catch (ElfException e) {
            return new ModuleSymbols(
                    Vdso.is(file) ? String.valueOf(e.getMessage()) : "was not used for names: " + e.getMessage());
        } catch (InternalError e) {
            return new ModuleSymbols("was not used for names: it changed while it was read");
        }
    }

    private static ModuleSymbols of(LoadedFile loaded, ModuleFile file, DebugFiles debugFiles) throws ElfException {
        ElfFile module = loaded.elf();
        List<ElfFile> files = new ArrayList<>(List.of(module));
        Optional<UnnamedModule.Lack> lacking = Optional.empty();
        boolean complete = FunctionSymbols.completeIn(module);
        if (!Vdso.is(file) && !(complete && Dwarf.isIn(module))) {
            switch (debugFiles.find(module, file.path())) {
                case DebugFiles.Result.Found found -> files.add(found.file());
                case DebugFiles.Result.Missing missing ->
                    lacking = complete || addEmbedded(module, files)
                            ? Optional.empty()
                            : Optional.of(UnnamedModule.Lack.stripped("is stripped" + missing.reason()));
            }
        }
        ModuleSources sources = new ModuleSources(module, files, file.path(), debugFiles);
        return new ModuleSymbols(loaded, FunctionSymbols.of(module, files), sources, lacking);
    }

    private static boolean addEmbedded(ElfFile module, List<ElfFile> symbolFiles) {
        try {
            Optional<ElfFile> embedded = module.embeddedSymbols();
            if (embedded.isPresent()) {
                symbolFiles.add(embedded.get());
            }
            return embedded.isPresent();
        } catch (ElfException _) {
            return false; // the exported names are left
        }
    }

    Named at(long fileAddress) {
        if (symbols.isEmpty() || sources.isEmpty()) {
            return Named.UNKNOWN;
        }
        Named known = names.get(fileAddress);
        if (known == null) {
            known = lookUp(symbols.get(), sources.get(), fileAddress);
            names.put(fileAddress, known);
        }
        return known;
    }

    private Named lookUp(FunctionSymbols in, ModuleSources from, long fileAddress) {
        try {
            return new Named(in.nameAt(fileAddress), from.framesAt(fileAddress));
        } catch (ElfException e) {
            lacking = Optional.of(UnnamedModule.Lack.unusable("is damaged: " + e.getMessage()));
        } catch (InternalError e) {
            lacking = Optional.of(
                    UnnamedModule.Lack.unusable("was not used for all names: it changed while it was read"));
        }
        return Named.UNKNOWN;
    }

    /** Whether there was a file to look into, and it has not changed since. */
    boolean usable() {
        return file.isPresent() && file.get().unchanged();
    }

    /** Why names can be missing; empty if all symbols that the module was built with are there. */
    Optional<UnnamedModule.Lack> lacking() {
        return lacking;
    }
}
