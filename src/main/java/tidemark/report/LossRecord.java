package tidemark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.reachability.Verdict;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.ModuleFile;
import tidemark.suppression.Suppression;

/**
 * Blocks of one verdict that were allocated through the same call path.
 *
 * @param path the path of the block whose path was recorded first; the others differ from it at most in the instances of the same
 *     modules, or further out than the callers that were compared
 * @param block one of them: of those that are held, one to which a shortest chain leads
 * @param indirectBytes lost through the blocks of this record, not part of {@code directBytes}
 * @param spans the modules in the compared frames
 * @param before what it had at the last check
 * @param causes as far as they are known, most bytes first; none if they are of less than half of the blocks
 * @param suppression what keeps it from being reported
 * @param key equal for records that are to be one, also of other processes
 */
public record LossRecord(
        Verdict verdict,
        CallPath path,
        int block,
        long blocks,
        long directBytes,
        long indirectBytes,
        Amounts before,
        List<Span> spans,
        List<Cause> causes,
        Optional<Suppression> suppression,
        RecordKey key,
        Occurrence occurrence) {
    /** What a record has at one moment. */
    public record Amounts(long blocks, long directBytes, long indirectBytes) {
        static final Amounts NONE = new Amounts(0, 0, 0);
    }

    /** A module, with the number of its instances that allocated blocks of the record. */
    public record Span(ModuleFile module, int instances, int unloadedInstances) {
        Span plus(Span other) {
            return new Span(module, instances + other.instances, unloadedInstances + other.unloadedInstances);
        }
    }

    public LossRecord {
        spans = List.copyOf(spans);
        causes = List.copyOf(causes);
    }

    public long totalBytes() {
        return directBytes + indirectBytes;
    }

    Amounts amounts() {
        return new Amounts(blocks, directBytes, indirectBytes);
    }

    /** The modules of which the record's blocks, or those of one process, have seen more than one instance. */
    List<Span> repeated() {
        List<Span> repeated = new ArrayList<>();
        for (Span span : spans) {
            if (span.instances() > occurrence.processes()) {
                repeated.add(span);
            }
        }
        return repeated;
    }

    /** The same record when its blocks are gone. */
    LossRecord without() {
        return new LossRecord(
                verdict, path, block, 0, 0, 0, amounts(), List.of(), List.of(), suppression, key, occurrence);
    }
}
