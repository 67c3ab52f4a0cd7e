package tidemark.reachability;

import tidemark.snapshot.Blocks;
import tidemark.snapshot.MemoryImage;

/**
 * Finds the pointers in a range of memory, and in blocks that are followed from one to the next, and tells a visitor of them.
 *
 * <p>A step on its own would wait for memory three times: for the block's bounds, its words, and the block that a word points at.
 * So a batch of blocks goes through each step together, and the waits of one step overlap.
 */
final class PointerWalk {
    /** Is told of many pointers at once; may add blocks to the queue that is being followed. */
    @FunctionalInterface
    interface Visitor {
        /** @param found as {@link BlockIndex#find} gives them: the first {@code count} count, NONE among them */
        void pointers(int[] found, int count);
    }

    private static final int BATCH = 64;
    private static final int SMALL_BYTES = 4096;

    private final Blocks blocks;
    private final BlockIndex index;
    private final PointerScan scan;

    private final int[] batch = new int[BATCH];
    private final long[] starts = new long[BATCH];
    private final long[] ends = new long[BATCH];
    private final long[] words = new long[BATCH * (SMALL_BYTES / Long.BYTES)];
    private final int[] found = new int[words.length];

    /** Only written: keeps the touching reads from being removed as dead code. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    PointerWalk(Blocks blocks, BlockIndex index, MemoryImage memory) {
        this.blocks = blocks;
        this.index = index;
        scan = new PointerScan(memory, index.low(), index.span());
    }

    /** Scans the blocks in the queue until it is empty. */
    void follow(BlockQueue queue, Visitor visitor) {
        while (!queue.isEmpty()) {
            int count = queue.take(batch);
            for (int i = 0; i < count; i++) {
                starts[i] = blocks.address(batch[i]);
                ends[i] = starts[i] + blocks.sizeBytes(batch[i]);
            }
            touched += scan.touch(starts, ends, count);
            int collected = 0;
            for (int i = 0; i < count; i++) {
                if (ends[i] - starts[i] <= SMALL_BYTES) {
                    collected = scan.collect(starts[i], ends[i], words, collected);
                }
            }
            visit(collected, visitor);
            for (int i = 0; i < count; i++) {
                if (ends[i] - starts[i] > SMALL_BYTES) {
                    range(starts[i], ends[i], visitor);
                }
            }
        }
    }

    /** Scans the aligned words that lie wholly inside the range. */
    void range(long start, long end, Visitor visitor) {
        long stop = PointerScan.alignDown(end);
        long piece = (long) words.length * Long.BYTES;
        for (long at = scan.nextHeld(PointerScan.alignUp(start)); at < stop; at = scan.nextHeld(at + piece)) {
            visit(scan.collect(at, Math.min(stop, at + piece), words, 0), visitor);
        }
    }

    /** Takes one word that may be a pointer. */
    void word(long word, Visitor visitor) {
        found[0] = index.find(word);
        visitor.pointers(found, 1);
    }

    private void visit(int collected, Visitor visitor) {
        index.find(words, collected, found);
        visitor.pointers(found, collected);
    }
}
