package tidemark.capture;

import java.util.List;
import java.util.function.LongPredicate;
import tidemark.snapshot.Blocks;

/**
 * What a forked child has in its heaps that its parent allocated. Its own ledger does not tell of it, but it can hold the child's own blocks. So malloc's
 * chunks are followed from header to header: what is in use and not the child's own, it inherited. What the parent had freed into malloc's caches
 * looks as if it were in use.
 *
 * @param isOwn whether the child itself allocated what starts at an address, also if it has freed it since
 */
record InheritedHeap(LongPredicate isOwn) {
    private static final int LEAST_CHUNK_BYTES = 32;

    /** Where a heap ends for good, malloc leaves two headers without memory. */
    private static final int FENCE_BYTES = 32;

    /** @param heaps from the first chunk to behind the last one */
    Ranges of(Words words, List<Ranges.Range> heaps) {
        Ranges.Builder inherited = new Ranges.Builder();
        for (Ranges.Range heap : heaps) {
            add(words, heap, inherited);
        }
        return inherited.build();
    }

    private void add(Words words, Ranges.Range heap, Ranges.Builder inherited) {
        long chunk = heap.start();
        while (heap.end() - chunk > FENCE_BYTES) {
            ChunkHeader header = ChunkHeader.at(words, chunk);
            long next = header.end();
            if (next - chunk < LEAST_CHUNK_BYTES || next > heap.end() || next % Blocks.ALIGNMENT_BYTES != 0) {
                // Not malloc's, such as what a program took by sbrk: the rest may be anybody's.
                inherited.add(chunk, heap.end());
                return;
            }
            boolean inUse = next < heap.end() && ChunkHeader.at(words, next).isInUseBefore();
            if (inUse && !isOwn.test(header.block())) {
                inherited.add(header.block(), next + Long.BYTES);
            }
            chunk = next;
        }
    }
}
