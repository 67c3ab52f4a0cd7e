package tidemark.report;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tidemark.reachability.RootWord;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.ThreadStart;
import tidemark.symbolise.FrameName;
import tidemark.symbolise.VariableName;

/** What the words of roots are called. */
final class RootNames {
    /**
     * @param owner a module, a thread, or the mapping itself
     * @param variable what of it; empty if that is the owner as a whole
     * @param text the word itself
     */
    record Name(String owner, String variable, String text) {}

    private static final String THREAD = "thread ";

    private final Function<Frame, FrameName> functions;
    private final VariableNames variables;
    private final ModuleInstance[] loaded;
    private final Map<String, String> threads = new HashMap<>();
    private final ThreadVectors vectors;

    /** @param functions what a frame is called */
    RootNames(Snapshot snapshot, Function<Frame, FrameName> functions, VariableNames variables) {
        this.functions = functions;
        this.variables = variables;
        loaded = loaded(snapshot.modules());
        vectors = ThreadVectors.of(snapshot);
        threads.put(THREAD + snapshot.process().pid(), "the main thread");
        for (ThreadStart start : snapshot.threads()) {
            String thread = THREAD + start.tid();
            if (!ofAgent(start.function())) {
                threads.putIfAbsent(thread, thread + " (in " + function(start.function()) + ")");
            }
        }
    }

    /** The agent's code in front of a function that a thread begins with: a thread that has not run yet. The agent is the first module. */
    private boolean ofAgent(long address) {
        return moduleAt(address).filter(module -> module.number() == 0).isPresent();
    }

    private String function(long address) {
        Optional<ModuleInstance> module = moduleAt(address);
        return module.isPresent()
                ? functions
                        .apply(new Frame.InModule(
                                module.get(), address - module.get().loadAddress()))
                        .text()
                : hexadecimal(address);
    }

    /** By address: those that are loaded do not overlap. */
    private static ModuleInstance[] loaded(List<ModuleInstance> all) {
        ModuleInstance[] loaded = new ModuleInstance[all.size()];
        int count = 0;
        for (ModuleInstance module : all) {
            if (!module.unloaded()) {
                loaded[count++] = module;
            }
        }
        ModuleInstance[] sorted = Arrays.copyOf(loaded, count);
        Arrays.sort(sorted, (a, b) -> Long.compare(a.start(), b.start()));
        return sorted;
    }

    Name of(RootWord word) {
        // No switch over the types: the JVM would generate a class for it in every run.
        if (word.root() instanceof Root.Register register) {
            return ofThread("register " + register.name(), THREAD + register.tid());
        }
        Root.Range range = (Root.Range) word.root();
        Optional<String> thread = vectors.threadAt(word.address());
        if (thread.isPresent()) {
            return ofThread("TLS vector", thread.get());
        }
        return switch (range.kind()) {
            case MODULE_DATA -> inModule(range, word.address());
            case STACK -> ofThread("stack", range.label());
            case TLS -> ofThread("TLS", range.label());
            case MAPPING -> inMapping(range, word.address());
            case REGION -> ofProgram(word);
        };
    }

    private Name ofThread(String what, String label) {
        String thread = threads.getOrDefault(label, label);
        String text = what + " of " + thread;
        return new Name(thread, text, text);
    }

    /** Behind a module's end the rest of its last page is data, too: the loader allocates there. */
    private Name inModule(Root.Range range, long address) {
        Optional<ModuleInstance> module = moduleAt(address);
        if (module.isEmpty()) {
            String file = range.label().substring(range.label().lastIndexOf('/') + 1);
            String text = file + "+0x" + Long.toHexString(address - range.start()) + " behind its data";
            return new Name(file, file + " behind its data", text);
        }
        String file = module.get().file().name();
        VariableName name = variables.of(module.get(), address - module.get().loadAddress());
        return new Name(file, file + ": " + name.variable(), file + ": " + name.text());
    }

    private Optional<ModuleInstance> moduleAt(long address) {
        int low = 0;
        int high = loaded.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (loaded[middle].start() <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > 0 && address < loaded[low - 1].end() ? Optional.of(loaded[low - 1]) : Optional.empty();
    }

    private static Name ofProgram(RootWord word) {
        if (word.root().equals(RootWord.IGNORED)) {
            String wish = "the program's wish to ignore it";
            return new Name(wish, wish, wish);
        }
        long start = ((Root.Range) word.root()).start();
        String region = "root region";
        return new Name(region, region, region + "+0x" + Long.toHexString(word.address() - start));
    }

    /** Anonymous memory without a place in it: where it begins is another address in each run, as the kernel joins neighbours. */
    private static Name inMapping(Root.Range range, long address) {
        if (!range.label().startsWith("[") && !range.label().startsWith("/")) {
            return new Name(range.label(), range.label(), range.label());
        }
        String mapping = "mapping of " + range.label();
        return new Name(mapping, mapping, mapping + "+0x" + Long.toHexString(address - range.start()));
    }

    private static String hexadecimal(long address) {
        return "0x" + Long.toHexString(address).toUpperCase(Locale.ROOT);
    }
}
