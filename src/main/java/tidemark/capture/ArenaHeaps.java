package tidemark.capture;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the memory of glibc's arenas other than the main one.
 *
 * <p>An arena's memory consists of heaps. A heap starts at a multiple of 64 MiB (HEAP_MAX_SIZE) with a header: arena, previous
 * heap of the same arena, bytes used, bytes made writable. The arena itself lies behind the header of its first heap; its
 * {@code top} lies in its last one. So the ring of arenas, each one's top and the chain of previous heaps tell all heaps
 * exactly, also those without a live block, whose free chunks hold nothing but stale pointers. (glibc 2.36, malloc/arena.c.)
 */
final class ArenaHeaps {
    static final long SPAN = 64L << 20;

    private static final long PAGE = 4096;
    private static final int MOST_HEAPS = 1 << 21;
    private static final int LEAST_HEADER_BYTES = 32;
    private static final int MOST_HEADER_BYTES = 128;

    private final Words words;
    private final Set<Long> confirmed = new LinkedHashSet<>();

    ArenaHeaps(Words words) {
        this.words = words;
    }

    /**
     * Adds all heaps of all arenas.
     *
     * @return whether every arena's heaps could be followed from top to the first
     */
    boolean addArenas(MainArena main) {
        List<Long> ring = main.ring(words);
        boolean complete = true;
        for (long arena : ring) {
            complete &= arena == main.start() || addHeaps(arena, words.at(arena + main.topOffset()) & -SPAN);
        }
        return complete;
    }

    /**
     * Adds the heap that a live block in a non-main arena lies in, with those that the arena had before it.
     *
     * @return whether there is a heap's header
     */
    boolean addHeapOf(long block) {
        long heap = block & -SPAN;
        return confirmed.contains(heap) || addHeaps(words.at(heap), heap);
    }

    private boolean addHeaps(long arena, long last) {
        long first = arena & -SPAN;
        long header = arena - first;
        if (header < LEAST_HEADER_BYTES || header > MOST_HEADER_BYTES) {
            return false;
        }
        long heap = last;
        for (int i = 0; i < MOST_HEAPS && isHeapOf(arena, heap); i++) {
            confirmed.add(heap);
            if (heap == first) {
                return true;
            }
            heap = words.at(heap + 8);
        }
        return false;
    }

    private boolean isHeapOf(long arena, long heap) {
        long used = words.at(heap + 16);
        long writable = words.at(heap + 24);
        return heap != 0
                && heap % SPAN == 0
                && words.at(heap) == arena
                && isSizeInHeap(used)
                && isSizeInHeap(writable)
                && used <= writable;
    }

    private static boolean isSizeInHeap(long size) {
        return size > 0 && size <= SPAN && size % PAGE == 0;
    }

    /**
     * From each heap's first chunk to behind its last.
     *
     * @param arenaBytes of a malloc_state, which lies in front of the first chunk of an arena's first heap
     */
    List<Ranges.Range> chunks(long arenaBytes) {
        List<Ranges.Range> chunks = new ArrayList<>();
        for (long heap : confirmed) {
            long arena = words.at(heap);
            long first = arena & -SPAN;
            long start = heap == first ? arena + arenaBytes : heap + arena - first;
            long aligned = start + ChunkHeader.ALIGNMENT_BYTES - 1 & -ChunkHeader.ALIGNMENT_BYTES;
            Ranges.of(aligned, heap + words.at(heap + 16)).list().forEach(chunks::add);
        }
        return chunks;
    }

    /** What of the heaps was ever writable; the rest of their 64 MiB is reserved but cannot be touched. */
    Ranges ranges() {
        Ranges.Builder ranges = new Ranges.Builder();
        for (long heap : confirmed) {
            ranges.add(heap, heap + words.at(heap + 24));
        }
        return ranges.build();
    }
}
