package tidemark.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.WrongFree;
import tidemark.suppression.Suppression;

/** Merges wrong frees, as loss records are merged. Memcheck compares four frames of the free alone, so it may tell fewer of as many. */
final class WrongFreeRecords {
    /** What makes two of them one record. */
    private static final class Key {
        private final WrongFree.Sort sort;
        private final long[] path;
        private final long[] allocatedBy;
        private final long[] freedBy;

        Key(WrongFree.Sort sort, long[] path, long[] allocatedBy, long[] freedBy) {
            this.sort = sort;
            this.path = path;
            this.allocatedBy = allocatedBy;
            this.freedBy = freedBy;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && sort == key.sort
                    && Arrays.equals(path, key.path)
                    && Arrays.equals(allocatedBy, key.allocatedBy)
                    && Arrays.equals(freedBy, key.freedBy);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * Arrays.hashCode(path) + Arrays.hashCode(allocatedBy)) + Arrays.hashCode(freedBy);
        }
    }

    private final CallPaths paths;
    private final ComparedFrames compared;

    private WrongFreeRecords(CallPaths paths, ComparedFrames compared) {
        this.paths = paths;
        this.compared = compared;
    }

    /**
     * In the order in which the first of each was seen.
     *
     * @param suppression what suppresses wrong frees by that path
     */
    static List<WrongFreeRecord> of(
            Snapshot snapshot, ReportStyle style, Function<CallPath, Optional<Suppression>> suppression) {
        if (snapshot.wrongFrees().isEmpty()) {
            return List.of();
        }
        int callers = Math.min(style.callers(), style.resolution());
        WrongFreeRecords records =
                new WrongFreeRecords(snapshot.callPaths(), new ComparedFrames(snapshot.modules(), callers));
        Map<Key, WrongFreeRecord> merged = new LinkedHashMap<>();
        for (WrongFree wrong : snapshot.wrongFrees()) {
            if (wrong.sort() != WrongFree.Sort.MISMATCHED
                    || style.mismatchedFrees() == ReportStyle.MismatchedFrees.SHOWN) {
                records.add(wrong, merged, suppression);
            }
        }
        return new ArrayList<>(merged.values());
    }

    private void add(
            WrongFree wrong, Map<Key, WrongFreeRecord> merged, Function<CallPath, Optional<Suppression>> suppression) {
        Key key = new Key(wrong.sort(), key(wrong.path()), key(wrong.allocatedBy()), key(wrong.freedBy()));
        WrongFreeRecord known = merged.get(key);
        if (known == null) {
            CallPath path = paths.path(wrong.path());
            merged.put(
                    key,
                    new WrongFreeRecord(
                            wrong,
                            wrong.count(),
                            path,
                            optional(wrong.allocatedBy()),
                            optional(wrong.freedBy()),
                            suppression.apply(path)));
        } else {
            merged.put(key, known.plus(wrong));
        }
    }

    private long[] key(int path) {
        return compared.key(compared.of(paths.path(path)));
    }

    private Optional<CallPath> optional(int path) {
        return path == 0 ? Optional.empty() : Optional.of(paths.path(path));
    }
}
