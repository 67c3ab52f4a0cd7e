package tidemark.report;

import java.util.Arrays;
import java.util.Optional;
import tidemark.reachability.Verdict;
import tidemark.suppression.Suppression;

/** What makes blocks one loss record. No record: what the JVM generates for those costs every run. */
final class RecordKey {
    private final Verdict verdict;
    private final long[] frames;
    private final Optional<Suppression> suppression;

    /** @param frames the compared ones; equal for frames at the same place of the same module, also in a later check of the process */
    RecordKey(Verdict verdict, long[] frames, Optional<Suppression> suppression) {
        this.verdict = verdict;
        this.frames = frames;
        this.suppression = suppression;
    }

    Optional<Suppression> suppression() {
        return suppression;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordKey key
                && verdict == key.verdict
                && Arrays.equals(frames, key.frames)
                && suppression.equals(key.suppression);
    }

    @Override
    public int hashCode() {
        return 31 * verdict.hashCode() + Arrays.hashCode(frames);
    }
}
