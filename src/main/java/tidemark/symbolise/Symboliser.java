package tidemark.symbolise;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.symbolise.debugfile.DebugFiles;
import tidemark.symbolise.debugfile.Distribution;
import tidemark.symbolise.demangle.Demangler;
import tidemark.symbolise.demangle.NameStyle;
import tidemark.symbolise.dwarf.SourceFrame;
import tidemark.symbolise.elf.DataSymbols;

/**
 * Names frames: best effort, never fatal. A module's file is opened when the first frame in it is to be named, and
 * one index serves all module instances of the same build-id. A frame whose function has neither a symbol nor debug information is given as
 * module and offset, never by a neighbour's name. For one thread.
 */
public final class Symboliser {
    /** A session may check thousands of processes, each with files of its own. */
    private static final int MOST_FILES = 4096;

    /** Where distributions put separate debug files. */
    public static final Path DEBUG_FOLDER = Path.of("/usr/lib/debug");

    private final DebugFiles debugFiles;
    private final Demangler demangler;
    private final MissingNames missing;
    private final IdentityHashMap<ModuleFile, ModuleSymbols> byFile = new IdentityHashMap<>();
    /** Only what could be used: a file that could not be opened may be there again at another path. */
    private final Map<String, ModuleSymbols> byIdentity = new HashMap<>();

    private final List<UnnamedModule> unnamed = new ArrayList<>();
    private final Set<ModuleSymbols> inUnnamed = new HashSet<>();

    public Symboliser(DebugFiles debugFiles, NameStyle style) {
        this.debugFiles = debugFiles;
        this.demangler = new Demangler(style);
        this.missing = new MissingNames(new Distribution(Path.of("/")), debugFiles.asksServers());
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
        ModuleSymbols.Named named = symbols.at(frame.lookupAddress());
        if (named.signalFrame()) {
            return new FrameName.SignalFrame(frame.module(), frame.lookupAddress());
        }
        Optional<String> symbol = symbol(named);
        if (symbol.isPresent()) {
            return function(symbol.get(), named.frames(), frame);
        }
        Optional<UnnamedModule.Lack> lacking = symbols.lacking();
        if (lacking.isPresent() && inUnnamed.add(symbols)) {
            unnamed.add(new UnnamedModule(file, lacking.get()));
        }
        return new FrameName.InModule(frame.module(), frame.lookupAddress());
    }

    /**
     * The symbol table's name, as Memcheck and llvm-symbolizer give it; among a function's names it has those that are known outside (with
     * versions), and it tells the parts and variants that compilers make of one function.
     */
    private static Optional<String> symbol(ModuleSymbols.Named named) {
        if (named.symbol().isPresent() || named.frames().isEmpty()) {
            return named.symbol();
        }
        return named.frames().getLast().function();
    }

    private FrameName.Function function(String symbol, List<SourceFrame> frames, Frame.InModule frame) {
        List<FrameName.Inlined> inlined = new ArrayList<>();
        Optional<SourceLine> source = Optional.empty();
        for (int i = 0; i < frames.size(); i++) {
            SourceFrame found = frames.get(i);
            source = source(found);
            if (i < frames.size() - 1 && found.function().isPresent()) {
                String name = found.function().get();
                inlined.add(new FrameName.Inlined(
                        demangler.readable(name), name, found.name(), source, description(found)));
            }
        }
        return new FrameName.Function(
                demangler.readable(symbol), symbol, frame.module(), frame.lookupAddress(), source, inlined);
    }

    private static FrameName.Description description(SourceFrame frame) {
        return frame.description() == SourceFrame.Description.DIRECT
                ? FrameName.Description.DIRECT
                : FrameName.Description.INDIRECT;
    }

    private static Optional<SourceLine> source(SourceFrame frame) {
        return frame.file().isPresent()
                ? Optional.of(new SourceLine(frame.file().get(), frame.line()))
                : Optional.empty();
    }

    /** How far behind the function's start a frame lies; empty if no symbol tells where that is. */
    public OptionalLong offset(FrameName.Function function) {
        return symbols(function.module().file()).offsetAt(function.fileAddress());
    }

    /**
     * What a word of a module's data is called.
     *
     * @param fileAddress in the file's own address space
     */
    public VariableName variable(ModuleInstance module, long fileAddress) {
        ModuleSymbols symbols = symbols(module.file());
        Optional<DataSymbols.Variable> variable = symbols.variableAt(fileAddress);
        Optional<DataSymbols.InSection> section = symbols.sectionAt(fileAddress);
        if (variable.isPresent()) {
            long offset = variable.get().offset();
            String name = demangler.readable(variable.get().name());
            String in = section.isPresent() ? " (" + section.get().name() + ")" : "";
            return new VariableName(name + (offset == 0 ? "" : "+" + offset) + in, name + in);
        }
        String text = section.isPresent()
                ? section.get().name() + "+0x" + Long.toHexString(section.get().offset())
                : module.file().name() + "+0x" + Long.toHexString(fileAddress);
        return new VariableName(text, text);
    }

    /** Why a module is not unloaded on dlclose, as what follows "since"; empty if its file does not tell. */
    public Optional<String> neverUnloaded(ModuleFile file) {
        return symbols(file).neverUnloaded();
    }

    /** The modules in which frames so far could not be named for lack of symbols, in the order of meeting. */
    public List<UnnamedModule> unnamedModules() {
        return List.copyOf(unnamed);
    }

    /**
     * What would bring the names that are missing, in a line or two.
     *
     * @param files in which frames have no name
     */
    public List<String> remedies(Collection<ModuleFile> files) {
        Set<String> paths = new HashSet<>();
        for (ModuleFile file : files) {
            paths.add(file.path());
        }
        List<UnnamedModule> modules = new ArrayList<>();
        for (UnnamedModule module : unnamed) {
            if (paths.contains(module.file().path())) {
                modules.add(module);
            }
        }
        return missing.lines(modules);
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
        if (known == null || !known.usable()) {
            known = ModuleSymbols.of(file, debugFiles);
            if (known.usable()) {
                byIdentity.put(identity, known);
            }
        }
        return known;
    }

    /** How many modules' symbols are held. */
    int indexes() {
        return byIdentity.size();
    }

    /** Without a build-id, one inode can have held several modules one after another. */
    private static String identity(ModuleFile file) {
        if (file.buildId().isPresent()) {
            return file.buildId().get().hex();
        }
        String path = file.opened().isPresent() ? file.opened().get().toString() : file.path();
        return file.stamp().isPresent() ? path + "\0" + file.stamp().get() : path;
    }
}
