package tidemark.report;

import java.util.Arrays;
import tidemark.snapshot.WrongFree;

/** What makes wrong frees one record. No record: what the JVM generates for those costs every run. */
final class WrongFreeKey {
    private final WrongFree.Sort sort;
    private final long[] path;
    private final long[] allocatedBy;
    private final long[] freedBy;

    /** Of each path the compared frames. */
    WrongFreeKey(WrongFree.Sort sort, long[] path, long[] allocatedBy, long[] freedBy) {
        this.sort = sort;
        this.path = path;
        this.allocatedBy = allocatedBy;
        this.freedBy = freedBy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WrongFreeKey key
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
