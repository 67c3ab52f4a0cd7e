package tidemark.symbolise;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tidemark.snapshot.BuildId;
import tidemark.snapshot.ModuleFile;
import tidemark.symbolise.elf.DataSymbols;
import tidemark.symbolise.elf.ElfException;
import tidemark.symbolise.elf.ElfFile;
import tidemark.symbolise.elf.FunctionSymbols;

/**
 * The names in one module file, however often it was loaded. Names come only from the file that was loaded: one
 * with another build-id is not used. Whatever is wrong with the files, there are only fewer names, and a reason.
 */
final class ModuleSymbols {
    private final Optional<FunctionSymbols> symbols;
    private final Optional<DataSymbols> data;
    private final Map<Long, Optional<String>> names = new HashMap<>();
    private Optional<String> lacking;

    /** @param files the module, then what else has its symbols */
    private ModuleSymbols(List<ElfFile> files, Optional<String> lacking) throws ElfException {
        symbols = Optional.of(FunctionSymbols.of(files.getFirst(), files));
        data = Optional.of(DataSymbols.of(files.getFirst(), files));
        this.lacking = lacking;
    }

    private ModuleSymbols(String reason) {
        symbols = Optional.empty();
        data = Optional.empty();
        lacking = Optional.of(reason);
    }

    /** @param debugFolder where separate debug files lie by build-id, such as /usr/lib/debug/.build-id */
    static ModuleSymbols of(ModuleFile file, Path debugFolder) {
        if (isVdso(file)) {
            return none("is the kernel's and has no file");
        }
        try {
            ElfFile module = open(file);
            if (FunctionSymbols.completeIn(module)) {
                return new ModuleSymbols(List.of(module), Optional.empty());
            }
            return ofStripped(module, debugFolder);
        } catch (ElfException e) {
            return none("was not used for names: " + e.getMessage());
        } catch (InternalError e) {
            return none("was not used for names: it changed while it was read");
        }
    }

    private static ModuleSymbols ofStripped(ElfFile module, Path debugFolder) throws ElfException {
        Optional<String> buildId = module.buildId();
        if (buildId.isEmpty() || buildId.get().length() < 4) {
            return new ModuleSymbols(
                    List.of(module), Optional.of("is stripped and has no build-id by which to find its debug file"));
        }
        String hex = buildId.get();
        Path debugPath = debugFolder.resolve(hex.substring(0, 2)).resolve(hex.substring(2) + ".debug");
        try {
            ElfFile debug = ElfFile.open(debugPath);
            if (!debug.buildId().equals(buildId)) {
                throw new ElfException(debugPath + " has another build-id");
            }
            return new ModuleSymbols(List.of(module, debug), Optional.empty());
        } catch (ElfException e) {
            return new ModuleSymbols(List.of(module), Optional.of("is stripped, and " + e.getMessage()));
        }
    }

    private static ModuleSymbols none(String reason) {
        return new ModuleSymbols(reason);
    }

    private static boolean isVdso(ModuleFile file) {
        return file.path().equals("linux-vdso.so.1") || file.path().startsWith("[");
    }

    private static ElfFile open(ModuleFile file) throws ElfException {
        if (file.opened().isPresent()) {
            try {
                ElfFile opened = ElfFile.open(file.opened().get());
                if (file.buildId().isPresent()) {
                    checkBuildId(opened, file.buildId());
                }
                return opened;
            } catch (ElfException e) {
                // Only a build-id can show that the file at the path is the same one.
                if (file.buildId().isEmpty()) {
                    throw e;
                }
            }
        }
        ElfFile found = ElfFile.open(Path.of(file.path()));
        checkBuildId(found, file.buildId());
        return found;
    }

    private static void checkBuildId(ElfFile found, Optional<BuildId> loaded) throws ElfException {
        String expected = loaded.isPresent() ? loaded.get().hex() : "none";
        String actual = found.buildId().orElse("none");
        if (!actual.equals(expected)) {
            throw new ElfException(
                    found.path() + " has build-id " + actual + ", but the module that was loaded had " + expected);
        }
    }

    /** As the symbol table spells it. */
    Optional<String> nameAt(long fileAddress) {
        if (symbols.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> known = names.get(fileAddress);
        if (known == null) {
            known = lookUp(symbols.get(), fileAddress);
            names.put(fileAddress, known);
        }
        return known;
    }

    private Optional<String> lookUp(FunctionSymbols in, long fileAddress) {
        try {
            return in.nameAt(fileAddress);
        } catch (ElfException e) {
            lacking = Optional.of("is damaged: " + e.getMessage());
        } catch (InternalError e) {
            lacking = Optional.of("was not used for all names: it changed while it was read");
        }
        return Optional.empty();
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

    /** Whether there was a file to look into. */
    boolean usable() {
        return symbols.isPresent();
    }

    /** Why names can be missing; empty if all symbols that the module was built with are there. */
    Optional<String> lacking() {
        return lacking;
    }
}
