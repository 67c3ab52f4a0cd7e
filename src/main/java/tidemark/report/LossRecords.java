package tidemark.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import tidemark.reachability.Verdict;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.UnloadNote;
import tidemark.suppression.Suppression;

/**
 * Merges blocks into loss records. First the blocks of one node and verdict are added up, since there can be millions of them; then the
 * nodes whose innermost frames are the same: (module, offset) in a module, the address outside of all modules. What is suppressed is so by its
 * whole call path, before it is merged, so that blocks which are not suppressed are never in one record with others that are.
 */
public final class LossRecords {
    private static final int VERDICTS = Verdict.values().length;

    /** Blocks of one node and verdict. */
    private static final class Tally {
        final int node;
        final Verdict verdict;
        long blocks;
        long directBytes;
        long indirectBytes;
        final CauseTally causes = new CauseTally();

        Tally(int node, Verdict verdict) {
            this.node = node;
            this.verdict = verdict;
        }
    }

    /** What makes two tallies one record. */
    private static final class Key {
        private final Verdict verdict;
        private final long[] frames;
        private final Optional<Suppression> suppression;

        Key(Verdict verdict, long[] frames, Optional<Suppression> suppression) {
            this.verdict = verdict;
            this.frames = frames;
            this.suppression = suppression;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key
                    && verdict == key.verdict
                    && Arrays.equals(frames, key.frames)
                    && suppression.equals(key.suppression);
        }

        @Override
        public int hashCode() {
            return 31 * verdict.hashCode() + Arrays.hashCode(frames);
        }
    }

    private final CallPaths paths;
    private final ComparedFrames compared;
    private final BiFunction<Verdict, CallPath, Optional<Suppression>> suppression;

    private LossRecords(
            CallPaths paths, int callers, BiFunction<Verdict, CallPath, Optional<Suppression>> suppression) {
        this.paths = paths;
        this.compared = new ComparedFrames(paths.modules(), callers);
        this.suppression = suppression;
    }

    /**
     * All records in Memcheck's order: smallest first; at equal size by verdict, then by number of blocks, then as they were first
     * allocated.
     *
     * @param callers how many frames are compared, from the innermost out
     * @param suppression what suppresses blocks of a verdict and a call path
     */
    public static List<LossRecord> of(
            Snapshot snapshot,
            Verdicts verdicts,
            int callers,
            BiFunction<Verdict, CallPath, Optional<Suppression>> suppression) {
        LossRecords records = new LossRecords(snapshot.callPaths(), callers, suppression);
        return records.merge(records.tallies(snapshot, verdicts));
    }

    /** By rising node number, which is the order in which the paths were recorded. */
    @SuppressWarnings("EnumOrdinal") // a slot for each node and verdict; never leaves this method
    private List<Tally> tallies(Snapshot snapshot, Verdicts verdicts) {
        Blocks blocks = snapshot.blocks();
        Tally[] tallies = new Tally[snapshot.callPaths().size() * VERDICTS];
        for (int block = 0; block < blocks.count(); block++) {
            Verdict verdict = verdicts.verdict(block);
            int node = blocks.callPath(block);
            int slot = node * VERDICTS + verdict.ordinal();
            if (tallies[slot] == null) {
                tallies[slot] = new Tally(node, verdict);
            }
            tallies[slot].blocks++;
            tallies[slot].directBytes += blocks.sizeBytes(block);
            tallies[slot].indirectBytes += verdicts.indirectBytes(block);
            if (verdicts.cause(block) >= 0) {
                UnloadNote note = snapshot.unloadNotes().get(verdicts.cause(block));
                long place = CallPaths.encode(compared.identities().of(note.module()), note.wordAddress());
                tallies[slot].causes.add(place, CauseLines.of(note, blocks.sizeBytes(block)));
            }
        }
        List<Tally> used = new ArrayList<>();
        for (Tally tally : tallies) {
            if (tally != null) {
                used.add(tally);
            }
        }
        return used;
    }

    private List<LossRecord> merge(List<Tally> tallies) {
        Map<Key, Merging> byKey = new HashMap<>();
        List<Merging> merged = new ArrayList<>();
        for (Tally tally : tallies) {
            CallPath path = paths.path(tally.node);
            List<Frame> frames = compared.of(path);
            Key key = new Key(tally.verdict, compared.key(frames), suppression.apply(tally.verdict, path));
            Merging merging = byKey.get(key);
            if (merging == null) {
                merging = new Merging(tally.verdict, path, key.suppression);
                byKey.put(key, merging);
                merged.add(merging);
            }
            merging.add(tally, frames);
        }
        List<LossRecord> records = new ArrayList<>(merged.size());
        for (Merging merging : merged) {
            records.add(merging.record());
        }
        records.sort(LossRecords::bySizeThenVerdict);
        return records;
    }

    private static int bySizeThenVerdict(LossRecord a, LossRecord b) {
        int bytes = Long.compare(a.totalBytes(), b.totalBytes());
        int verdict = bytes != 0 ? bytes : a.verdict().compareTo(b.verdict());
        return verdict != 0 ? verdict : Long.compare(a.blocks(), b.blocks());
    }

    /** A record that still grows. */
    private final class Merging {
        private final Verdict verdict;
        private final CallPath path;
        private final Optional<Suppression> suppression;
        private final Map<Integer, ModuleInstance> instances = new HashMap<>();
        private long blocks;
        private long directBytes;
        private long indirectBytes;
        private final CauseTally causes = new CauseTally();

        Merging(Verdict verdict, CallPath path, Optional<Suppression> suppression) {
            this.verdict = verdict;
            this.path = path;
            this.suppression = suppression;
        }

        void add(Tally tally, List<Frame> frames) {
            blocks += tally.blocks;
            directBytes += tally.directBytes;
            indirectBytes += tally.indirectBytes;
            causes.addAll(tally.causes);
            for (Frame frame : frames) {
                if (frame instanceof Frame.InModule in) {
                    instances.put(in.module().number(), in.module());
                }
            }
        }

        LossRecord record() {
            return new LossRecord(
                    verdict, path, blocks, directBytes, indirectBytes, spans(), causes.causes(), suppression);
        }

        private List<LossRecord.Span> spans() {
            Map<Integer, LossRecord.Span> byModule = new HashMap<>();
            for (ModuleInstance instance : instances.values()) {
                LossRecord.Span one = new LossRecord.Span(instance.file(), 1, instance.unloaded() ? 1 : 0);
                byModule.merge(compared.identities().of(instance), one, Merging::sum);
            }
            List<LossRecord.Span> several = new ArrayList<>();
            for (LossRecord.Span span : byModule.values()) {
                if (span.instances() > 1) {
                    several.add(span);
                }
            }
            several.sort((a, b) -> a.module().path().compareTo(b.module().path()));
            return several;
        }

        private static LossRecord.Span sum(LossRecord.Span a, LossRecord.Span b) {
            return new LossRecord.Span(
                    a.module(), a.instances() + b.instances(), a.unloadedInstances() + b.unloadedInstances());
        }
    }
}
