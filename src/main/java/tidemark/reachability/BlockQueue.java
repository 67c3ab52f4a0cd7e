package tidemark.reachability;

import java.util.Arrays;

/** Blocks that are marked and still to be scanned; the last ones in are the first out, which keeps it short. */
final class BlockQueue {
    private int[] blocks = new int[1024];
    private int count;

    void add(int block) {
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, count * 2);
        }
        blocks[count++] = block;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Moves as many blocks as there are, and as fit, to the front of {@code batch}; returns how many. */
    int take(int[] batch) {
        int taken = Math.min(count, batch.length);
        count -= taken;
        System.arraycopy(blocks, count, batch, 0, taken);
        return taken;
    }
}
