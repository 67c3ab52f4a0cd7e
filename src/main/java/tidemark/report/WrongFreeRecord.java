package tidemark.report;

import java.util.Optional;
import tidemark.snapshot.CallPath;
import tidemark.snapshot.WrongFree;
import tidemark.suppression.Suppression;

/**
 * Wrong frees that the report tells as one: of the same sort, and alike in the frames that are compared.
 *
 * @param first of them
 * @param count how many there were
 * @param path of the first
 * @param allocatedBy the path of its block
 * @param freedBy the path of the free before, if it was kept
 * @param suppression what keeps it from being reported
 * @param key equal for those that are to be one record, also of other processes
 */
record WrongFreeRecord(
        WrongFree first,
        long count,
        CallPath path,
        Optional<CallPath> allocatedBy,
        Optional<CallPath> freedBy,
        Optional<Suppression> suppression,
        WrongFreeKey key,
        Occurrence occurrence) {
    WrongFreeRecord plus(WrongFree other) {
        return with(count + other.count(), occurrence);
    }

    /** @param other of another process */
    WrongFreeRecord plus(WrongFreeRecord other) {
        return with(count + other.count(), occurrence.plus(other.occurrence));
    }

    private WrongFreeRecord with(long times, Occurrence in) {
        return new WrongFreeRecord(first, times, path, allocatedBy, freedBy, suppression, key, in);
    }
}
