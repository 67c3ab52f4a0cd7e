package tidemark.capture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongBinaryOperator;

/**
 * A set of addresses as half-open ranges: sorted, disjoint, never touching, never empty. Immutable.
 *
 * <p>The capture is set arithmetic: a line of /proc/PID/maps is no unit of ownership (the kernel merges neighbours), so what is
 * root is computed by taking exact ranges away from all that is mapped.
 */
final class Ranges {
    record Range(long start, long end) {
        Range {
            assert start < end;
        }

        long sizeBytes() {
            return end - start;
        }
    }

    static final Ranges NONE = new Ranges(new long[0]);

    /** start, end, start, end, ... strictly rising. */
    private final long[] edges;

    private Ranges(long[] edges) {
        this.edges = edges;
    }

    /** Empty if {@code start >= end}. */
    static Ranges of(long start, long end) {
        return start < end ? new Ranges(new long[] {start, end}) : NONE;
    }

    int count() {
        return edges.length / 2;
    }

    long start(int index) {
        return edges[2 * index];
    }

    long end(int index) {
        return edges[2 * index + 1];
    }

    boolean isEmpty() {
        return edges.length == 0;
    }

    long sizeBytes() {
        long sum = 0;
        for (int i = 0; i < count(); i++) {
            sum += end(i) - start(i);
        }
        return sum;
    }

    List<Range> list() {
        List<Range> list = new ArrayList<>(count());
        for (int i = 0; i < count(); i++) {
            list.add(new Range(start(i), end(i)));
        }
        return list;
    }

    boolean contains(long address) {
        int index = firstBehind(address);
        return index < count() && start(index) <= address;
    }

    /** Whether every address of a range is in this set. */
    boolean containsAll(long start, long end) {
        int index = firstBehind(start);
        return index < count() && start(index) <= start && end <= end(index);
    }

    /** The index of the first range that ends behind the address; {@code count()} if there is none. */
    int firstBehind(long address) {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (end(middle) <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Ranges union(Ranges other) {
        return combine(other, (here, there) -> here | there);
    }

    Ranges intersect(Ranges other) {
        return combine(other, (here, there) -> here & there);
    }

    Ranges subtract(Ranges other) {
        return combine(other, (here, there) -> here & ~there);
    }

    /** Every range made larger to whole units, a power of two. */
    Ranges roundedOut(long unitBytes) {
        Builder rounded = new Builder();
        for (int i = 0; i < count(); i++) {
            rounded.add(start(i) & -unitBytes, end(i) + unitBytes - 1 & -unitBytes);
        }
        return rounded.build();
    }

    /** Sweeps over both sets' edges; {@code inside} says from two bits what is in the result. */
    private Ranges combine(Ranges other, LongBinaryOperator inside) {
        long[] result = new long[edges.length + other.edges.length];
        int length = 0;
        int here = 0;
        int there = 0;
        long state = 0;
        while (here < edges.length || there < other.edges.length) {
            long at = Math.min(edge(edges, here), edge(other.edges, there));
            here += edge(edges, here) == at ? 1 : 0;
            there += edge(other.edges, there) == at ? 1 : 0;
            long next = inside.applyAsLong(here & 1, there & 1);
            if (next != state) {
                result[length++] = at;
                state = next;
            }
        }
        return new Ranges(Arrays.copyOf(result, length));
    }

    private static long edge(long[] edges, int index) {
        return index < edges.length ? edges[index] : Long.MAX_VALUE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ranges ranges && Arrays.equals(edges, ranges.edges);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(edges);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Range range : list()) {
            text.append(text.isEmpty() ? "" : " ").append(Long.toHexString(range.start));
            text.append('-').append(Long.toHexString(range.end));
        }
        return text.toString();
    }

    /** Collects ranges in any order, overlapping or not; quick when they come by rising address. */
    static final class Builder {
        private long[] edges = new long[64];
        private int length;
        private boolean sorted = true;

        @SuppressWarnings("CanIgnoreReturnValueSuggester")
        Builder add(long start, long end) {
            if (start >= end) {
                return this;
            }
            if (sorted && length > 0 && start <= edges[length - 1] && start >= edges[length - 2]) {
                edges[length - 1] = Math.max(end, edges[length - 1]);
                return this;
            }
            sorted &= length == 0 || start > edges[length - 1];
            if (length == edges.length) {
                edges = Arrays.copyOf(edges, length * 2);
            }
            edges[length++] = start;
            edges[length++] = end;
            return this;
        }

        Ranges build() {
            return sorted ? new Ranges(Arrays.copyOf(edges, length)) : new Ranges(merged());
        }

        private long[] merged() {
            List<Range> ranges = new Ranges(Arrays.copyOf(edges, length)).list();
            ranges.sort((a, b) -> Long.compare(a.start, b.start));
            long[] merged = new long[length];
            int end = 0;
            for (Range range : ranges) {
                if (end > 0 && range.start <= merged[end - 1]) {
                    merged[end - 1] = Math.max(merged[end - 1], range.end);
                } else {
                    merged[end++] = range.start;
                    merged[end++] = range.end;
                }
            }
            return Arrays.copyOf(merged, end);
        }
    }
}
