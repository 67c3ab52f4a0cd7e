package tidemark.snapshot;

import java.util.Arrays;

/** The live blocks, by rising address. Block i is a number from 0 to {@code count() - 1}; blocks never overlap. */
public final class Blocks {
    private final long[] addresses;
    private final long[] sizes;
    private final int[] callPaths;

    /** The arrays are handed over: the caller must not change them afterwards (millions of blocks are not copied). */
    public Blocks(long[] addresses, long[] sizes, int[] callPaths) {
        assert addresses.length == sizes.length && addresses.length == callPaths.length;
        this.addresses = addresses;
        this.sizes = sizes;
        this.callPaths = callPaths;
    }

    public int count() {
        return addresses.length;
    }

    public long address(int block) {
        return addresses[block];
    }

    /** As the program asked for; may be 0. */
    public long sizeBytes(int block) {
        return sizes[block];
    }

    /** The node in {@link CallPaths}. */
    public int callPath(int block) {
        return callPaths[block];
    }

    /** The block that contains the address, or -1. A block of size 0 contains its own start, as in Memcheck. */
    public int containing(long address) {
        int found = Arrays.binarySearch(addresses, address);
        int block = found >= 0 ? found : -found - 2;
        if (block < 0) {
            return -1;
        }
        return address - addresses[block] < Math.max(1, sizes[block]) ? block : -1;
    }
}
