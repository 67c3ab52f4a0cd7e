package tidemark.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.ProcessIdentity;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.WrongFree;
import tidemark.suppression.Suppression;

/** Merges wrong frees, as loss records are merged. Memcheck compares four frames of the free alone, so it may tell fewer of as many. */
final class WrongFreeRecords {
    private final CallPaths paths;
    private final ComparedFrames compared;
    private final Occurrence occurrence;

    private WrongFreeRecords(ProcessIdentity process, CallPaths paths, ComparedFrames compared) {
        this.occurrence = new Occurrence(1, process);
        this.paths = paths;
        this.compared = compared;
    }

    /**
     * In the order in which the first of each was seen.
     *
     * @param known of all processes whose wrong frees are to be compared
     * @param suppression what suppresses wrong frees by that path
     */
    static List<WrongFreeRecord> of(
            Snapshot snapshot,
            ReportStyle style,
            KnownModules known,
            Function<CallPath, Optional<Suppression>> suppression) {
        if (snapshot.wrongFrees().isEmpty()) {
            return List.of();
        }
        ComparedFrames compared = new ComparedFrames(snapshot.modules(), known, style);
        WrongFreeRecords records = new WrongFreeRecords(snapshot.process(), snapshot.callPaths(), compared);
        Map<WrongFreeKey, WrongFreeRecord> merged = new LinkedHashMap<>();
        for (WrongFree wrong : snapshot.wrongFrees()) {
            if (wrong.sort() != WrongFree.Sort.MISMATCHED
                    || style.mismatchedFrees() == ReportStyle.MismatchedFrees.SHOWN) {
                records.add(wrong, merged, suppression);
            }
        }
        return new ArrayList<>(merged.values());
    }

    private void add(
            WrongFree wrong,
            Map<WrongFreeKey, WrongFreeRecord> merged,
            Function<CallPath, Optional<Suppression>> suppression) {
        WrongFreeKey key =
                new WrongFreeKey(wrong.sort(), key(wrong.path()), key(wrong.allocatedBy()), key(wrong.freedBy()));
        WrongFreeRecord known = merged.get(key);
        if (known == null) {
            CallPath path = path(wrong.path());
            merged.put(
                    key,
                    new WrongFreeRecord(
                            wrong,
                            wrong.count(),
                            path,
                            optional(wrong.allocatedBy()),
                            optional(wrong.freedBy()),
                            suppression.apply(path),
                            key,
                            occurrence));
        } else {
            merged.put(key, known.plus(wrong));
        }
    }

    private long[] key(int path) {
        return compared.key(compared.of(path(path)));
    }

    private Optional<CallPath> optional(int path) {
        return path == 0 ? Optional.empty() : Optional.of(path(path));
    }

    private CallPath path(int node) {
        return compared.merged(paths.path(node));
    }
}
