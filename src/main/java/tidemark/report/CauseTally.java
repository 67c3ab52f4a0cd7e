package tidemark.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.EndNote;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Note;
import tidemark.snapshot.UnloadNote;

/** Adds up blocks by cause; the instances of a module count as one, and so do the threads that began with the same function. Most bytes first. */
final class CauseTally {
    private final Map<Long, Cause> byKey = new HashMap<>();

    /** @param key equal for causes that count as one */
    void add(long key, Cause cause) {
        Cause known = byKey.get(key);
        byKey.put(key, known == null ? cause : known.plus(cause));
    }

    /**
     * A key for a variable, or for the function that threads began with; no variable has the upper bit.
     *
     * @param modules equal for instances of the same module
     */
    static long place(Note note, ToIntFunction<ModuleInstance> modules) {
        if (note instanceof UnloadNote unload) {
            return CallPaths.encode(modules.applyAsInt(unload.module()), unload.wordAddress());
        }
        Frame routine = ((EndNote) note).routine();
        return Long.MIN_VALUE
                | (routine instanceof Frame.InModule in
                        ? CallPaths.encode(modules.applyAsInt(in.module()), in.lookupAddress())
                        : CallPaths.encode(routine));
    }

    void addAll(CauseTally other) {
        for (Map.Entry<Long, Cause> entry : other.byKey.entrySet()) {
            add(entry.getKey(), entry.getValue());
        }
    }

    List<Cause> causes() {
        List<Cause> causes = new ArrayList<>(byKey.values());
        causes.sort(CauseTally::byBytesThenPlace);
        return causes;
    }

    private static int byBytesThenPlace(Cause a, Cause b) {
        int bytes = Long.compare(b.bytes(), a.bytes());
        int path = bytes != 0 ? bytes : a.modulePath().compareTo(b.modulePath());
        return path != 0 ? path : Long.compare(a.address(), b.address());
    }
}
