package tidemark.symbolise;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleFile;

/**
 * Names frames: best effort, never fatal. A module's file is opened when the first frame in it is to be named, and
 * one index serves all module instances of the same build-id. A frame whose function has no symbol is given as
 * module and offset, never by a neighbour's name. For one thread.
 */
public final class Symboliser {
    /** A session may check thousands of processes, each with files of its own. */
    private static final int MOST_FILES = 4096;

    private static final Path DEBUG_FOLDER = Path.of("/usr/lib/debug/.build-id");

    private final Path debugFolder;
    private final Demangler demangler = new Demangler();
    private final IdentityHashMap<ModuleFile, ModuleSymbols> byFile = new IdentityHashMap<>();
    /** Only what could be used: a file that could not be opened may be there again at another path. */
    private final Map<String, ModuleSymbols> byIdentity = new HashMap<>();

    private final Map<String, String> demangled = new HashMap<>();
    private final List<UnnamedModule> unnamed = new ArrayList<>();
    private final Set<ModuleSymbols> inUnnamed = new HashSet<>();

    public Symboliser() {
        this(DEBUG_FOLDER);
    }

    Symboliser(Path debugFolder) {
        this.debugFolder = debugFolder;
    }

    public FrameName name(Frame frame) {
        // No switch over the types: the JVM would generate a class for it in every run.
        return frame instanceof Frame.InModule inModule
                ? name(inModule)
                : new FrameName.Anonymous(((Frame.Anonymous) frame).runtimeAddress());
    }

    private FrameName name(Frame.InModule frame) {
        ModuleFile file = frame.module().file();
        ModuleSymbols symbols = symbols(file);
        Optional<String> name = symbols.nameAt(frame.lookupAddress());
        if (name.isPresent()) {
            return new FrameName.Function(readable(name.get()), name.get(), frame.module(), frame.lookupAddress());
        }
        Optional<String> lacking = symbols.lacking();
        if (lacking.isPresent() && inUnnamed.add(symbols)) {
            unnamed.add(new UnnamedModule(file, lacking.get()));
        }
        return new FrameName.InModule(frame.module(), frame.lookupAddress());
    }

    /** The modules in which frames so far could not be named for lack of symbols, in the order of meeting. */
    public List<UnnamedModule> unnamedModules() {
        return List.copyOf(unnamed);
    }

    /**
     * Whether a function is one of those that lead to main: a report shows the innermost of them as
     * {@code (below main)} and none further out, as Memcheck does.
     *
     * @param functionName as in {@link FrameName.Function}
     */
    public static boolean isBelowMain(String functionName) {
        int version = functionName.indexOf('@');
        String name = version > 0 ? functionName.substring(0, version) : functionName;
        return name.equals("__libc_start_main")
                || name.equals("__libc_start_main_impl")
                || name.equals("__libc_start_call_main")
                || name.equals("generic_start_main")
                || name.startsWith("generic_start_main.")
                || name.equals("_start");
    }

    private ModuleSymbols symbols(ModuleFile file) {
        ModuleSymbols known = byFile.get(file);
        if (known == null) {
            known = symbolsByIdentity(file);
            if (byFile.size() == MOST_FILES) {
                byFile.clear();
            }
            byFile.put(file, known);
        }
        return known;
    }

    private ModuleSymbols symbolsByIdentity(ModuleFile file) {
        String identity = identity(file);
        ModuleSymbols known = byIdentity.get(identity);
        if (known == null) {
            known = ModuleSymbols.of(file, debugFolder);
            if (known.usable()) {
                byIdentity.put(identity, known);
            }
        }
        return known;
    }

    private static String identity(ModuleFile file) {
        if (file.buildId().isPresent()) {
            return file.buildId().get().hex();
        }
        return file.opened().isPresent() ? file.opened().get() + "\0" + file.path() : file.path();
    }

    private String readable(String symbol) {
        if (!symbol.startsWith("_Z")) {
            return symbol;
        }
        String known = demangled.get(symbol);
        if (known == null) {
            known = demangler.demangle(symbol);
            demangled.put(symbol, known);
        }
        return known;
    }
}
