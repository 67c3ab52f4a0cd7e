package tidemark.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up the loss records and wrong frees of several processes, each of which was merged within its process. */
final class MergedRecords {
    private final KnownModules known;
    private final Map<RecordKey, LossRecord> records = new LinkedHashMap<>();
    private final Map<WrongFreeKey, WrongFreeRecord> wrongFrees = new LinkedHashMap<>();

    /** @param known by which the records' modules were told apart */
    MergedRecords(KnownModules known) {
        this.known = known;
    }

    /** Whether there was none like it. */
    boolean add(LossRecord record) {
        LossRecord earlier = records.get(record.key());
        records.put(record.key(), earlier == null ? record : sum(earlier, record));
        return earlier == null;
    }

    void add(WrongFreeRecord record) {
        WrongFreeRecord earlier = wrongFrees.get(record.key());
        wrongFrees.put(record.key(), earlier == null ? record : earlier.plus(record));
    }

    private LossRecord sum(LossRecord a, LossRecord b) {
        return new LossRecord(
                a.verdict(),
                a.path(),
                a.block(),
                a.blocks() + b.blocks(),
                a.directBytes() + b.directBytes(),
                a.indirectBytes() + b.indirectBytes(),
                LossRecord.Amounts.NONE,
                spans(a, b),
                causes(a, b),
                a.suppression(),
                a.key(),
                a.occurrence().plus(b.occurrence()));
    }

    private List<LossRecord.Span> spans(LossRecord a, LossRecord b) {
        Map<Integer, LossRecord.Span> byModule = new LinkedHashMap<>();
        for (LossRecord record : List.of(a, b)) {
            for (LossRecord.Span span : record.spans()) {
                byModule.merge(known.number(span.module()), span, LossRecord.Span::plus);
            }
        }
        return List.copyOf(byModule.values());
    }

    private List<Cause> causes(LossRecord a, LossRecord b) {
        CauseTally tally = new CauseTally();
        for (LossRecord record : List.of(a, b)) {
            for (Cause cause : record.causes()) {
                tally.add(CauseTally.place(cause.note(), known::number), cause);
            }
        }
        return tally.causes();
    }

    /** In Memcheck's order. */
    List<LossRecord> records() {
        List<LossRecord> sorted = new ArrayList<>(records.values());
        sorted.sort(LossRecords::bySizeThenVerdict);
        return sorted;
    }

    List<WrongFreeRecord> wrongFrees() {
        return new ArrayList<>(wrongFrees.values());
    }
}
