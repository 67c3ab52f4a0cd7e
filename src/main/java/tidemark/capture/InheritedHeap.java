package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import tidemark.snapshot.Root;

/**
 * What a forked child has in its heaps that its parent allocated. Its own ledger does not tell of it, but it can hold the child's own blocks. So malloc's
 * chunks are followed from header to header: what is in use and not the child's own, it inherited. What the parent had freed into malloc's caches
 * looks as if it were in use.
 *
 * @param isOwn whether the child itself allocated what starts at an address, also if it has freed it since
 */
record InheritedHeap(LongPredicate isOwn) {
    private static final String LABEL = "heap of the parent process";
    private static final int LEAST_CHUNK_BYTES = 32;

    /** Where a heap ends for good, malloc leaves two headers without memory. */
    private static final int FENCE_BYTES = 32;

    /**
     * @param words of the copied memory: to follow the chunks takes longer than to copy them
     * @param heaps from the first chunk to behind the last one
     */
    List<Root.Range> roots(Words words, List<Ranges.Range> heaps) {
        List<Root.Range> roots = new ArrayList<>();
        for (Ranges.Range range : of(words, heaps).list()) {
            roots.add(new Root.Range(Root.Kind.MAPPING, range.start(), range.end(), LABEL));
        }
        return roots;
    }

    Ranges of(Words words, List<Ranges.Range> heaps) {
        Ranges.Builder inherited = new Ranges.Builder();
        for (Ranges.Range heap : heaps) {
            add(words, heap, inherited);
        }
        return inherited.build();
    }

    private void add(Words words, Ranges.Range heap, Ranges.Builder inherited) {
        ChunkHeader header = ChunkHeader.at(words, heap.start());
        while (heap.end() - header.chunk() > FENCE_BYTES) {
            long chunk = header.chunk();
            long next = header.end();
            if (next - chunk < LEAST_CHUNK_BYTES || next > heap.end() || next % ChunkHeader.ALIGNMENT_BYTES != 0) {
                // Not malloc's, such as what a program took by sbrk: the rest may be anybody's.
                inherited.add(chunk, heap.end());
                return;
            }
            ChunkHeader following = ChunkHeader.at(words, next);
            boolean inUse = next < heap.end() && following.isInUseBefore();
            if (inUse && !isOwn.test(header.block())) {
                inherited.add(header.block(), next + Long.BYTES);
            }
            header = following;
        }
    }
}
