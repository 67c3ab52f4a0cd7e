package tidemark.snapshot;

import java.util.Arrays;

/**
 * The live blocks, by rising address. Block i is a number from 0 to {@code count() - 1}; blocks never overlap, and each starts at a
 * multiple of 8: glibc's malloc gives multiples of 16, others do not.
 *
 * <p>There can be millions, so a block is one word: its address divided by 8 in the upper 44 bits and its size in the lower 20. The
 * rare larger sizes stand aside.
 */
public final class Blocks {
    /** Of every block's address. */
    public static final int ALIGNMENT_BYTES = 8;

    private static final int ALIGNMENT_SHIFT = 3;
    private static final int SIZE_BITS = 20;
    private static final long SIZE_MASK = (1L << SIZE_BITS) - 1;

    /** From here on a size stands in {@link #largeSizes}. */
    private static final long LARGE_BYTES = SIZE_MASK;

    private final long[] packed;
    private final int[] callPaths;
    private final int count;
    private final boolean closelyAligned;

    /** The numbers of the blocks whose sizes do not fit, rising, and their sizes. */
    private final int[] large;

    private final long[] largeSizes;

    private Blocks(long[] packed, int[] callPaths, int count, boolean closelyAligned, int[] large, long[] largeSizes) {
        this.packed = packed;
        this.callPaths = callPaths;
        this.count = count;
        this.closelyAligned = closelyAligned;
        this.large = large;
        this.largeSizes = largeSizes;
    }

    /** @param addresses rising multiples of {@link #ALIGNMENT_BYTES} */
    public static Blocks of(long[] addresses, long[] sizes, int[] callPaths) {
        Builder builder = new Builder(addresses.length);
        for (int block = 0; block < addresses.length; block++) {
            builder.add(addresses[block], sizes[block], callPaths[block]);
        }
        return builder.build();
    }

    public int count() {
        return count;
    }

    /** The power of two that every block's address is a multiple of: 4 if all are multiples of 16, else 3. */
    public int alignmentShift() {
        return closelyAligned ? ALIGNMENT_SHIFT : ALIGNMENT_SHIFT + 1;
    }

    public long address(int block) {
        return packed[block] >>> SIZE_BITS << ALIGNMENT_SHIFT;
    }

    /** As the program asked for; may be 0. */
    public long sizeBytes(int block) {
        long size = packed[block] & SIZE_MASK;
        return size == LARGE_BYTES ? largeSizes[Arrays.binarySearch(large, block)] : size;
    }

    /** The first runtime address behind the block. A block of size 0 contains its own start, as in Memcheck. */
    public long end(int block) {
        return address(block) + Math.max(1, sizeBytes(block));
    }

    /** The node in {@link CallPaths}. */
    public int callPath(int block) {
        return callPaths[block];
    }

    /** The first block that ends behind the address; {@code count()} if there is none. */
    public int firstEndingBehind(long address) {
        int low = 0;
        int high = count;
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

    /** The block that contains the address, or -1. */
    public int containing(long address) {
        int block = firstEndingBehind(address);
        return block < count && address(block) <= address ? block : -1;
    }

    /**
     * Takes blocks by rising address. One that the next one overlaps is left out: memory is handed out twice only if it was freed in
     * between.
     */
    public static final class Builder {
        private long[] packed;
        private int[] callPaths;
        private int count;
        private int[] large = new int[16];
        private long[] largeSizes = new long[16];
        private int largeCount;
        private long lastEnd;
        private int overlapped;
        private boolean closelyAligned;

        /** @param expected how many blocks there will be, if that is known; more can be added */
        public Builder(int expected) {
            packed = new long[expected];
            callPaths = new int[expected];
        }

        public void add(long address, long sizeBytes, int callPath) {
            if (address < lastEnd) {
                removeLast();
            }
            if (count == packed.length) {
                grow();
            }
            if (sizeBytes >= LARGE_BYTES) {
                addLarge(sizeBytes);
            }
            closelyAligned |= (address & ALIGNMENT_BYTES) != 0;
            lastEnd = address + Math.max(1, sizeBytes);
            packed[count] = address >>> ALIGNMENT_SHIFT << SIZE_BITS | Math.min(sizeBytes, LARGE_BYTES);
            callPaths[count++] = callPath;
        }

        private void removeLast() {
            count--;
            overlapped++;
            if (largeCount > 0 && large[largeCount - 1] == count) {
                largeCount--;
            }
        }

        /** How many blocks were left out. */
        public int overlapped() {
            return overlapped;
        }

        private void grow() {
            int length = Math.max(1024, count + (count >> 1));
            packed = Arrays.copyOf(packed, length);
            callPaths = Arrays.copyOf(callPaths, length);
        }

        private void addLarge(long sizeBytes) {
            if (largeCount == large.length) {
                large = Arrays.copyOf(large, 2 * largeCount);
                largeSizes = Arrays.copyOf(largeSizes, 2 * largeCount);
            }
            large[largeCount] = count;
            largeSizes[largeCount++] = sizeBytes;
        }

        /** The builder is not to be used afterwards: what it holds is handed over. */
        public Blocks build() {
            return new Blocks(
                    packed,
                    callPaths,
                    count,
                    closelyAligned,
                    Arrays.copyOf(large, largeCount),
                    Arrays.copyOf(largeSizes, largeCount));
        }
    }
}
