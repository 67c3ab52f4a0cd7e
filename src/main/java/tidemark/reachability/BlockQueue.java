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

    void addAll(int[] more) {
        if (count + more.length > blocks.length) {
            blocks = Arrays.copyOf(blocks, Math.max(count + more.length, count * 2));
        }
        System.arraycopy(more, 0, blocks, count, more.length);
        count += more.length;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    /** Moves as many blocks as there are, and as fit, to the front of {@code batch}; returns how many. */
    int take(int[] batch) {
        int taken = Math.min(count, batch.length);
        count -= taken;
        System.arraycopy(blocks, count, batch, 0, taken);
        return taken;
    }

    /** Takes out the older half, from which more is likely to be reached. */
    int[] takeOlderHalf() {
        int half = count / 2;
        int[] taken = Arrays.copyOf(blocks, half);
        count -= half;
        System.arraycopy(blocks, half, blocks, 0, count);
        return taken;
    }

    /** All blocks in it. */
    int[] toArray() {
        return Arrays.copyOf(blocks, count);
    }
}
