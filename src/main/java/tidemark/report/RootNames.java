package tidemark.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tidemark.reachability.RootWord;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;
import tidemark.symbolise.VariableName;

/** What the words of roots are called. */
final class RootNames {
    /**
     * @param owner a module, a thread, or the mapping itself
     * @param variable what of it; empty if that is the owner as a whole
     * @param text the word itself
     */
    record Name(String owner, String variable, String text) {}

    private final VariableNames variables;
    private final ModuleInstance[] loaded;
    private final int pid;

    RootNames(Snapshot snapshot, VariableNames variables) {
        this.variables = variables;
        pid = snapshot.process().pid();
        loaded = loaded(snapshot.modules());
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
            String owner = thread(Integer.toString(register.tid()));
            String text = "register " + register.name() + " of " + owner;
            return new Name(owner, text, text);
        }
        Root.Range range = (Root.Range) word.root();
        return switch (range.kind()) {
            case MODULE_DATA -> inModule(range, word.address());
            case STACK -> onStack(range);
            case MAPPING -> inMapping(range, word.address());
        };
    }

    private Name inModule(Root.Range range, long address) {
        int at = lastStartingAtOrBefore(address);
        if (at < 0 || address >= loaded[at].end()) {
            String file = range.label().substring(range.label().lastIndexOf('/') + 1);
            return new Name(file, file, file + ": " + hexadecimal(address));
        }
        ModuleInstance module = loaded[at];
        String file = module.file().name();
        VariableName name = variables.of(module, address - module.loadAddress());
        return new Name(file, file + ": " + name.variable(), file + ": " + name.text());
    }

    private int lastStartingAtOrBefore(long address) {
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
        return low - 1;
    }

    private Name onStack(Root.Range range) {
        String owner = thread(range.label().substring(range.label().lastIndexOf(' ') + 1));
        String text = "stack of " + owner;
        return new Name(owner, text, text);
    }

    private String thread(String tid) {
        return tid.equals(Integer.toString(pid)) ? "the main thread" : "thread " + tid;
    }

    private static Name inMapping(Root.Range range, long address) {
        String mapping = "mapping " + (range.label().isEmpty() ? hexadecimal(range.start()) : range.label());
        return new Name(mapping, mapping, mapping + "+0x" + Long.toHexString(address - range.start()));
    }

    private static String hexadecimal(long address) {
        return "0x" + Long.toHexString(address).toUpperCase(Locale.ROOT);
    }
}
