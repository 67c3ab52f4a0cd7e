package tidemark.symbolise.dwarf;

import java.util.Arrays;

/**
 * Ranges of addresses, each with a number. A range that starts at 0 is left out: there is no code there, but linkers leave the description of
 * functions that they dropped at 0 (GNU ld) or at the end of the address space (lld).
 */
final class AddressMap {
    private static final int NUMBER_BITS = 24;
    private static final int MAX_RANGES = 1 << NUMBER_BITS;
    /** A frame's offset has as many bits, see agent/ledger.layout. */
    private static final long MAX_ADDRESS = 1L << 40;
    /** How many ranges that begin before an address are looked at: real ones hardly overlap. */
    private static final int MAX_OVERLAP = 1000;

    private int count;
    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private long[] values = new long[16];
    /** By position: the furthest end of the ranges up to here. The same array as {@link #ends} where no ranges overlap. */
    private long[] furthestEnds = ends;

    private boolean sorted = true;

    void add(long start, long end, long value) throws DwarfException {
        if (start <= 0 || start >= MAX_ADDRESS || end <= start) {
            return;
        }
        if (count == MAX_RANGES) {
            throw new DwarfException("more than " + MAX_RANGES + " ranges of addresses");
        }
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, Math.max(16, 2 * count));
            ends = Arrays.copyOf(ends, Math.max(16, 2 * count));
            values = Arrays.copyOf(values, Math.max(16, 2 * count));
        }
        starts[count] = start;
        ends[count] = Math.min(end, MAX_ADDRESS);
        values[count] = value;
        count++;
        sorted = false;
    }

    /** Adds ranges with that number. */
    Ranges adder(long value) {
        return new Adder(value);
    }

    /** A class with a name, since a lambda is dear in a cold JVM. */
    private final class Adder implements Ranges {
        private final long value;

        Adder(long value) {
            this.value = value;
        }

        @Override
        public void add(long start, long end) throws DwarfException {
            AddressMap.this.add(start, end, value);
        }
    }

    /** The position of the range that contains the address and starts last; negative if there is none. */
    int find(long address) {
        if (!sorted) {
            sort();
        }
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (starts[middle] <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return containing(low - 1, address);
    }

    /** The next position, going outwards, of a range that contains the address; negative if there is none. */
    int next(int position, long address) {
        return containing(position - 1, address);
    }

    private int containing(int last, long address) {
        int stop = Math.max(-1, last - MAX_OVERLAP);
        for (int position = last; position > stop && furthestEnds[position] > address; position--) {
            if (ends[position] > address) {
                return position;
            }
        }
        return -1;
    }

    long value(int position) {
        return values[position];
    }

    int size() {
        return count;
    }

    void copyRanges(Ranges into) throws DwarfException {
        for (int i = 0; i < count; i++) {
            into.add(starts[i], ends[i]);
        }
    }

    private void sort() {
        long[] keys = new long[count];
        for (int number = 0; number < count; number++) {
            keys[number] = starts[number] << NUMBER_BITS | number;
        }
        Arrays.sort(keys);
        long[] sortedEnds = new long[count];
        long[] sortedValues = new long[count];
        long[] furthest = new long[count];
        starts = Arrays.copyOf(starts, count);
        boolean overlap = false;
        for (int position = 0; position < count; position++) {
            int number = (int) keys[position] & (MAX_RANGES - 1);
            starts[position] = keys[position] >>> NUMBER_BITS;
            sortedEnds[position] = ends[number];
            sortedValues[position] = values[number];
            long before = position == 0 ? 0 : furthest[position - 1];
            furthest[position] = Math.max(before, ends[number]);
            overlap |= before > ends[number];
        }
        ends = sortedEnds;
        values = sortedValues;
        furthestEnds = overlap ? furthest : ends;
        sorted = true;
    }
}
