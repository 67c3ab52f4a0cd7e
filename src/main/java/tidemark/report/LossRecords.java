package tidemark.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import tidemark.reachability.Holders;
import tidemark.reachability.Verdict;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Note;
import tidemark.snapshot.ProcessIdentity;
import tidemark.snapshot.Snapshot;
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
        int block;
        long blocks;
        long directBytes;
        long indirectBytes;
        final CauseTally causes = new CauseTally();

        Tally(int node, Verdict verdict, int block) {
            this.node = node;
            this.verdict = verdict;
            this.block = block;
        }
    }

    private final Occurrence occurrence;
    private final CallPaths paths;
    private final ComparedFrames compared;
    private final Optional<Holders> holders;
    private final BiFunction<Verdict, CallPath, Optional<Suppression>> suppression;
    private final EarlierRecords earlier;

    private LossRecords(
            ProcessIdentity process,
            CallPaths paths,
            ComparedFrames compared,
            Optional<Holders> holders,
            BiFunction<Verdict, CallPath, Optional<Suppression>> suppression,
            EarlierRecords earlier) {
        this.holders = holders;
        this.occurrence = new Occurrence(1, process);
        this.paths = paths;
        this.compared = compared;
        this.suppression = suppression;
        this.earlier = earlier;
    }

    /**
     * All records in Memcheck's order: smallest first; at equal size by verdict, then by number of blocks, then as they were first
     * allocated.
     *
     * @param known of all processes whose records are to be compared
     * @param style how many frames are compared, from the innermost out
     * @param holders by which a record's block is chosen; without them it is the first
     * @param suppression what suppresses blocks of a verdict and a call path
     * @param earlier what the last check of the process found; what this one finds takes its place. Records that are gone are at the end
     */
    public static List<LossRecord> of(
            Snapshot snapshot,
            Verdicts verdicts,
            KnownModules known,
            ReportStyle style,
            Optional<Holders> holders,
            BiFunction<Verdict, CallPath, Optional<Suppression>> suppression,
            EarlierRecords earlier) {
        ComparedFrames compared = new ComparedFrames(snapshot.modules(), known, style);
        LossRecords records =
                new LossRecords(snapshot.process(), snapshot.callPaths(), compared, holders, suppression, earlier);
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
            if (snapshot.callPaths().ignored(node)) {
                continue;
            }
            int slot = node * VERDICTS + verdict.ordinal();
            if (tallies[slot] == null) {
                tallies[slot] = new Tally(node, verdict, block);
            }
            tallies[slot].block = nearer(tallies[slot].block, block);
            tallies[slot].blocks++;
            tallies[slot].directBytes += blocks.sizeBytes(block);
            tallies[slot].indirectBytes += verdicts.indirectBytes(block);
            if (verdicts.cause(block) >= 0) {
                Note note = snapshot.notes().get(verdicts.cause(block));
                tallies[slot].causes.add(
                        CauseTally.place(note, compared.identities()::of), Cause.of(note, blocks.sizeBytes(block)));
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

    private int nearer(int first, int second) {
        return holders.isPresent() && holders.get().isNearer(second, first) ? second : first;
    }

    private List<LossRecord> merge(List<Tally> tallies) {
        Map<RecordKey, Merging> byKey = new HashMap<>();
        List<Merging> merged = new ArrayList<>();
        for (Tally tally : tallies) {
            CallPath path = compared.merged(paths.path(tally.node));
            List<Frame> frames = compared.of(path);
            RecordKey key = new RecordKey(tally.verdict, compared.key(frames), suppression.apply(tally.verdict, path));
            Merging merging = byKey.get(key);
            if (merging == null) {
                merging = new Merging(tally, path, key);
                byKey.put(key, merging);
                merged.add(merging);
            }
            merging.add(tally, frames);
        }
        List<LossRecord> records = new ArrayList<>(merged.size());
        Map<RecordKey, LossRecord> found = new HashMap<>();
        for (Merging merging : merged) {
            LossRecord record = merging.record();
            records.add(record);
            found.put(merging.key, record);
        }
        records.sort(LossRecords::bySizeThenVerdict);
        records.addAll(earlier.gone(found.keySet()));
        earlier.replace(found);
        return records;
    }

    /** Memcheck's order. */
    static int bySizeThenVerdict(LossRecord a, LossRecord b) {
        int bytes = Long.compare(a.totalBytes(), b.totalBytes());
        int verdict = bytes != 0 ? bytes : a.verdict().compareTo(b.verdict());
        return verdict != 0 ? verdict : Long.compare(a.blocks(), b.blocks());
    }

    /** A record that still grows. */
    private final class Merging {
        private final Verdict verdict;
        private final CallPath path;
        private final RecordKey key;
        private final Map<Integer, ModuleInstance> instances = new HashMap<>();
        private int block;
        private long blocks;
        private long directBytes;
        private long indirectBytes;
        private final CauseTally causes = new CauseTally();

        Merging(Tally first, CallPath path, RecordKey key) {
            this.verdict = first.verdict;
            this.block = first.block;
            this.path = path;
            this.key = key;
        }

        void add(Tally tally, List<Frame> frames) {
            block = nearer(block, tally.block);
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
                    verdict,
                    path,
                    block,
                    blocks,
                    directBytes,
                    indirectBytes,
                    earlier.of(key),
                    spans(),
                    likelyCauses(),
                    key.suppression(),
                    key,
                    occurrence);
        }

        /** A block may lie where a freed one lay that something still points at. If that is all, it is so for few blocks of a record. */
        private List<Cause> likelyCauses() {
            List<Cause> all = causes.causes();
            long explained = 0;
            for (Cause cause : all) {
                explained += cause.blocks();
            }
            return 2 * explained < blocks ? List.of() : all;
        }

        private List<LossRecord.Span> spans() {
            Map<Integer, LossRecord.Span> byModule = new HashMap<>();
            for (ModuleInstance instance : instances.values()) {
                LossRecord.Span one = new LossRecord.Span(instance.file(), 1, instance.unloaded() ? 1 : 0);
                byModule.merge(compared.identities().of(instance), one, LossRecord.Span::plus);
            }
            List<LossRecord.Span> spans = new ArrayList<>(byModule.values());
            spans.sort((a, b) -> a.module().path().compareTo(b.module().path()));
            return spans;
        }
    }
}
