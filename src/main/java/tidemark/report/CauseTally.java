package tidemark.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up blocks by cause; the instances of a module count as one. Most bytes first. */
final class CauseTally {
    private final Map<Long, Cause> byKey = new HashMap<>();

    /** @param key equal for causes that count as one */
    void add(long key, Cause cause) {
        Cause known = byKey.get(key);
        byKey.put(key, known == null ? cause : known.plus(cause));
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
        int path = bytes != 0
                ? bytes
                : a.module().file().path().compareTo(b.module().file().path());
        return path != 0 ? path : Long.compare(a.wordAddress(), b.wordAddress());
    }
}
