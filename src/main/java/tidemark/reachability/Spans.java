package tidemark.reachability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Snapshot;

/** Stretches of the address space that do not overlap, for one question: whether an address lies in any of them. */
final class Spans {
    private final long[] starts;
    private final long[] ends;

    private Spans(List<Snapshot.Code> spans) {
        List<Snapshot.Code> sorted = new ArrayList<>(spans);
        sorted.sort((a, b) -> Long.compare(a.start(), b.start()));
        starts = new long[sorted.size()];
        ends = new long[sorted.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = sorted.get(i).start();
            ends[i] = sorted.get(i).end();
        }
    }

    static Spans ofCode(List<Snapshot.Code> code) {
        return new Spans(code);
    }

    /** Of those modules that are loaded. */
    static Spans ofModules(List<ModuleInstance> modules) {
        List<Snapshot.Code> loaded = new ArrayList<>();
        for (ModuleInstance module : modules) {
            if (!module.unloaded()) {
                loaded.add(new Snapshot.Code(module.start(), module.end()));
            }
        }
        return new Spans(loaded);
    }

    boolean contain(long address) {
        int at = Arrays.binarySearch(starts, address);
        int before = at >= 0 ? at : -at - 2;
        return before >= 0 && address < ends[before];
    }
}
