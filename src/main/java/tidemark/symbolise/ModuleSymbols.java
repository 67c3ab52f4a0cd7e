package tidemark.symbolise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tidemark.snapshot.ModuleFile;
import tidemark.symbolise.debugfile.DebugFiles;
import tidemark.symbolise.dwarf.Dwarf;
import tidemark.symbolise.dwarf.SourceFrame;
import tidemark.symbolise.elf.DataSymbols;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;
import tidemark.symbolise.elf.FunctionSymbols;
import tidemark.symbolise.elf.NeverUnloaded;

/**
 * The names and source lines in one module file, however often it was loaded. Names come only from the file that was loaded: one
 * with another build-id is not used. Whatever is wrong with the files, there are only fewer names, and a reason.
 */
final class ModuleSymbols {
    private final Optional<LoadedFile> file;
    private final Optional<FunctionSymbols> symbols;
    private final Optional<ModuleSources> sources;
    private final Optional<DataSymbols> data;
    private final Map<Long, Named> names = new HashMap<>();
    private Optional<UnnamedModule.Lack> lacking;

    /**
     * What is known of an address.
     *
     * @param symbol of the function that contains it, as the symbol table spells it
     * @param frames as the debug information tells; the last one is the same function
     * @param signalFrame whether no call leads there, but the kernel when it calls a signal handler
     */
    record Named(Optional<String> symbol, List<SourceFrame> frames, boolean signalFrame) {
        static final Named UNKNOWN = new Named(Optional.empty(), List.of(), false);
        static final Named SIGNAL_FRAME = new Named(Optional.empty(), List.of(), true);
    }

    /** @param files the module, then what else has its symbols */
    private ModuleSymbols(
            LoadedFile file, List<ElfFile> files, ModuleSources sources, Optional<UnnamedModule.Lack> lacking)
            throws ElfException {
        this.file = Optional.of(file);
        this.symbols = Optional.of(FunctionSymbols.of(file.elf(), files));
        this.sources = Optional.of(sources);
        this.data = Optional.of(DataSymbols.of(file.elf(), files));
        this.lacking = lacking;
    }

    private ModuleSymbols(String reason) {
        this.file = Optional.empty();
        this.symbols = Optional.empty();
        this.sources = Optional.empty();
        this.data = Optional.empty();
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
            // No switch over the types: the JVM would generate a class for it in every run.
            DebugFiles.Result result = debugFiles.find(module, file.path());
            if (result instanceof DebugFiles.Result.Found found) {
                files.add(found.file());
            } else if (!complete && !addEmbedded(module, files)) {
                String reason = ((DebugFiles.Result.Missing) result).reason();
                lacking = Optional.of(UnnamedModule.Lack.stripped("is stripped" + reason));
            }
        }
        ModuleSources sources = new ModuleSources(module, files, file.path(), debugFiles);
        return new ModuleSymbols(loaded, files, sources, lacking);
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
            Optional<String> symbol = in.nameAt(fileAddress);
            // The restorer itself is a function, but the address is one byte before it, as of a call.
            if (symbol.isEmpty() && in.isSignalFrame(fileAddress)) {
                return Named.SIGNAL_FRAME;
            }
            // Where main is called from is mostly not shown, and would cost the unpacking of libc's debug information
            // in every run.
            boolean belowMain = symbol.isPresent() && Symboliser.isBelowMain(symbol.get());
            return new Named(symbol, belowMain ? List.of() : from.framesAt(fileAddress), false);
        } catch (ElfException e) {
            lacking = Optional.of(UnnamedModule.Lack.unusable("is damaged: " + e.getMessage()));
        } catch (InternalError e) {
            lacking = Optional.of(
                    UnnamedModule.Lack.unusable("was not used for all names: it changed while it was read"));
        }
        return Named.UNKNOWN;
    }

    /** How far behind its function's start an address lies; empty if no symbol names the function. */
    OptionalLong offsetAt(long fileAddress) {
        return at(fileAddress).symbol().isPresent()
                ? OptionalLong.of(symbols.orElseThrow().offsetAt(fileAddress))
                : OptionalLong.empty();
    }

    /** As the symbol table spells it. */
    Optional<DataSymbols.Variable> variableAt(long fileAddress) {
        try {
            return data.isPresent() ? data.get().variableAt(fileAddress) : Optional.empty();
        } catch (ElfException | InternalError _) {
            return Optional.empty(); // its section tells where it lies
        }
    }

    Optional<DataSymbols.InSection> sectionAt(long fileAddress) {
        try {
            return data.isPresent() ? data.get().sectionAt(fileAddress) : Optional.empty();
        } catch (ElfException | InternalError _) {
            return Optional.empty();
        }
    }

    /** Why the module is not unloaded on dlclose, as what follows "since"; empty if its file does not tell. */
    Optional<String> neverUnloaded() {
        try {
            return file.isPresent() ? NeverUnloaded.of(file.get().elf()).map(NeverUnloaded::words) : Optional.empty();
        } catch (ElfException | InternalError _) {
            return Optional.empty();
        }
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
