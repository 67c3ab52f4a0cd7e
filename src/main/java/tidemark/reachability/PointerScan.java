package tidemark.reachability;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import tidemark.snapshot.MemoryImage;

/**
 * Reads the aligned words of the memory image that may be pointers: those between the first block's start and the last one's end.
 * What the image does not hold is zero and so no pointer. Does not know which block a word points at.
 */
final class PointerScan {
    private static final int WORD = Long.BYTES;
    private static final int CACHE_LINE = 64;

    private final long low;
    private final long span;
    private final long[] starts;
    private final long[] ends;
    private final MemorySegment[] parts;
    private int recent;

    PointerScan(MemoryImage memory, long low, long span) {
        this.low = low;
        this.span = span;
        List<MemoryImage.Part> all = memory.parts();
        starts = new long[all.size()];
        ends = new long[all.size()];
        parts = new MemorySegment[all.size()];
        for (int part = 0; part < parts.length; part++) {
            starts[part] = all.get(part).address();
            ends[part] = all.get(part).end();
            parts[part] = all.get(part).bytes();
        }
    }

    /**
     * Reads some words of each of the small ranges for the cache's sake: the misses of these independent reads overlap, as those of
     * the scan that follows would not. Returns something that depends on all of them.
     */
    long touch(long[] from, long[] to, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            long start = alignUp(from[i]);
            long last = alignDown(to[i]) - WORD;
            int part = partBehind(start);
            if (start <= last && part < parts.length && starts[part] <= start && last < ends[part]) {
                MemorySegment bytes = parts[part];
                sum += bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, start - starts[part])
                        + bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, Math.min(start + CACHE_LINE, last) - starts[part])
                        + bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, last - starts[part]);
            }
        }
        return sum;
    }

    /** The first address from the given one on that the image holds: a huge sparse range costs no more than its parts. */
    long nextHeld(long address) {
        int part = partBehind(address);
        return part == parts.length ? Long.MAX_VALUE : Math.max(address, starts[part]);
    }

    /**
     * Appends the words of a range that may be pointers to the first {@code count} of {@code words}, which has room for all
     * words of the range; returns the new count.
     */
    int collect(long start, long end, long[] words, int count) {
        long at = alignUp(start);
        long stop = alignDown(end);
        int collected = count;
        for (int part = partBehind(at); at < stop && part < parts.length; part++) {
            long from = Math.max(at, starts[part]);
            long to = Math.min(stop, ends[part]);
            if (from < to) {
                collected = collect(parts[part], from - starts[part], (int) ((to - from) / WORD), words, collected);
            }
            at = Math.max(at, to);
        }
        return collected;
    }

    /** Every word is stored and only a pointer keeps its place: whether a word is one cannot be predicted, so no branch. */
    private int collect(MemorySegment part, long offset, int length, long[] words, int count) {
        int collected = count;
        for (int i = 0; i < length; i++) {
            long word = part.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + (long) i * WORD);
            words[collected] = word;
            long beyond = word - low;
            // 1 if 0 <= beyond < span, else 0
            collected += (int) ((~beyond & (beyond - span)) >>> 63);
        }
        return collected;
    }

    /** The first part that ends behind the address. Consecutive questions mostly concern one part. */
    private int partBehind(long address) {
        if (recent < parts.length && starts[recent] <= address && address < ends[recent]) {
            return recent;
        }
        int from = 0;
        int to = parts.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (ends[middle] <= address) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        recent = from;
        return from;
    }

    static long alignUp(long address) {
        return (address + WORD - 1) & -WORD;
    }

    static long alignDown(long address) {
        return address & -WORD;
    }
}
