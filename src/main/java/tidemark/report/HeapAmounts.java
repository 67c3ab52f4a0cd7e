package tidemark.report;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import tidemark.reachability.Heuristic;
import tidemark.reachability.Verdict;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.HeapUse;
import tidemark.snapshot.Snapshot;

/**
 * What summaries tell that stands in no loss record, of one process or of several.
 *
 * @param live all blocks but the libraries' own
 * @param librariesOwn what the C and C++ libraries keep for themselves
 * @param use in their whole lives; the libraries' own blocks count as freed, as Memcheck has them freed
 * @param ignored blocks that the program wants to be ignored
 * @param byHeuristic what is reachable by pointers into the middle alone
 */
record HeapAmounts(Amount live, Amount librariesOwn, HeapUse use, Amount ignored, Map<Heuristic, Amount> byHeuristic) {
    static final HeapAmounts NONE =
            new HeapAmounts(Amount.NOTHING, Amount.NOTHING, new HeapUse(0, 0, 0), Amount.NOTHING, Map.of());

    static HeapAmounts of(Snapshot snapshot, Verdicts verdicts) {
        Map<Heuristic, Amount> byHeuristic = new EnumMap<>(Heuristic.class);
        boolean ignores = snapshot.callPaths().ignoresBlocks();
        Amount ignored = Amount.NOTHING;
        Amount own = Amount.NOTHING;
        long bytes = 0;
        for (int block = 0; block < snapshot.blocks().count(); block++) {
            long size = snapshot.blocks().sizeBytes(block);
            if (verdicts.verdict(block) == Verdict.LIBRARYS_OWN) {
                own = own.plus(new Amount(size, 1));
                continue;
            }
            bytes += size;
            if (ignores && snapshot.callPaths().ignored(snapshot.blocks().callPath(block))) {
                ignored = ignored.plus(new Amount(size, 1));
            }
            Optional<Heuristic> heuristic = verdicts.heuristic(block);
            if (heuristic.isPresent()) {
                add(byHeuristic, heuristic.get(), new Amount(size, 1));
            }
        }
        Amount live = new Amount(bytes, snapshot.blocks().count() - own.blocks());
        HeapUse use = snapshot.heapUse();
        HeapUse freed = new HeapUse(use.allocations(), use.frees() + own.blocks(), use.allocatedBytes());
        return new HeapAmounts(live, own, freed, ignored, byHeuristic);
    }

    private static void add(Map<Heuristic, Amount> amounts, Heuristic heuristic, Amount more) {
        amounts.put(heuristic, amounts.getOrDefault(heuristic, Amount.NOTHING).plus(more));
    }

    HeapAmounts plus(HeapAmounts other) {
        Map<Heuristic, Amount> both = new EnumMap<>(Heuristic.class);
        both.putAll(byHeuristic);
        for (Map.Entry<Heuristic, Amount> entry : other.byHeuristic.entrySet()) {
            add(both, entry.getKey(), entry.getValue());
        }
        HeapUse sum = new HeapUse(
                use.allocations() + other.use.allocations(),
                use.frees() + other.use.frees(),
                use.allocatedBytes() + other.use.allocatedBytes());
        return new HeapAmounts(
                live.plus(other.live), librariesOwn.plus(other.librariesOwn), sum, ignored.plus(other.ignored), both);
    }
}
