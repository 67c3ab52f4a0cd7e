package tidemark.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The loss records that the last check of a process found, for the next one to compare with. As in Memcheck, what is compared are the numbers of
 * a record: blocks of one verdict and one call path are not told apart, so one that is freed makes up for one that is new. For one thread.
 */
public final class EarlierRecords {
    private Map<RecordKey, LossRecord> last = new HashMap<>();

    LossRecord.Amounts of(RecordKey key) {
        LossRecord record = last.get(key);
        return record == null ? LossRecord.Amounts.NONE : record.amounts();
    }

    /** Records of the last check that have no blocks any more. */
    List<LossRecord> gone(Set<RecordKey> now) {
        List<LossRecord> gone = new ArrayList<>();
        for (Map.Entry<RecordKey, LossRecord> entry : last.entrySet()) {
            if (!now.contains(entry.getKey())) {
                gone.add(entry.getValue().without());
            }
        }
        return gone;
    }

    void replace(Map<RecordKey, LossRecord> found) {
        last = found;
    }
}
