package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * glibc's {@code main_arena}, the {@code struct malloc_state} in libc's own data.
 *
 * <p>It has no exported symbol but an unmistakable shape: 127 pairs (fd, bk), each the head of a circular list whose address
 * is that of the pair minus 16; an empty list points at itself. Right behind it, after a bitmap of 16 bytes, stands
 * {@code next}, a ring through all arenas that comes back to this one's start. (glibc 2.36, malloc/malloc.c; the same since 2.10,
 * but what precedes the bins varies, so the start is taken from the ring.)
 *
 * <p>It is no root: bins and top point at the headers of free chunks, and a header's first word is the last word of the
 * live block in front of it, so each would be an interior pointer to a block that nobody holds.
 *
 * @param start of the malloc_state
 * @param bins of the first pair
 */
record MainArena(long start, long bins) {
    private static final int BIN_COUNT = 127;
    private static final int BIN_BYTES = 16;
    private static final int BINMAP_BYTES = 16;
    private static final int MOST_BYTES_BEFORE_BINS = 512;
    private static final int MOST_ARENAS = 1 << 16;

    /** @param data writable data of the modules that may be a libc */
    static Optional<MainArena> find(Words words, Ranges data) {
        for (Ranges.Range range : data.list()) {
            for (long phase = 0; phase < BIN_BYTES; phase += 8) {
                Optional<MainArena> found = find(words, range.start() + phase, range.end());
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<MainArena> find(Words words, long from, long end) {
        int bins = 0;
        for (long pair = from; pair + BIN_BYTES <= end; pair += BIN_BYTES) {
            bins = isBin(words, pair) ? bins + 1 : 0;
            if (bins >= BIN_COUNT) {
                Optional<MainArena> found = startOf(words, pair - (BIN_COUNT - 1) * (long) BIN_BYTES);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isBin(Words words, long pair) {
        long chunk = pair - BIN_BYTES;
        long forward = words.at(pair);
        long back = words.at(pair + 8);
        if (forward == chunk || back == chunk) {
            return forward == back;
        }
        // The links of a free chunk stand behind its two header words, as a bin's do behind its imagined ones.
        return words.at(forward + 24) == chunk && words.at(back + 16) == chunk;
    }

    /** Tries every start that the ring could come back to. */
    private static Optional<MainArena> startOf(Words words, long bins) {
        for (long before = 8; before <= MOST_BYTES_BEFORE_BINS; before += 8) {
            MainArena candidate = new MainArena(bins - before, bins);
            if (!candidate.ring(words).isEmpty()) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** What lies behind the end of the top chunk is not malloc's; unless the top chunk lies elsewhere, because the break was blocked. */
    Ranges upToTop(Words words, Ranges heap) {
        long top = words.at(start + topOffset());
        if (!heap.contains(top)) {
            return heap;
        }
        return heap.intersect(Ranges.of(
                heap.start(0), Math.max(top, ChunkHeader.at(words, top).end())));
    }

    /** Of a malloc_state: where {@code top} stands. */
    long topOffset() {
        return bins - BIN_BYTES - start;
    }

    private long nextOffset() {
        return bins + (long) BIN_COUNT * BIN_BYTES + BINMAP_BYTES - start;
    }

    /** Of any malloc_state: behind {@code next} there are four more words. */
    long sizeBytes() {
        return nextOffset() + 5L * Long.BYTES;
    }

    /** The part that holds pointers to chunks. */
    Ranges range() {
        return Ranges.of(start, start + nextOffset());
    }

    /** Every arena's address, this one's last. Empty if the ring does not come back to it. */
    List<Long> ring(Words words) {
        List<Long> arenas = new ArrayList<>();
        long arena = start;
        do {
            arena = words.at(arena + nextOffset());
            arenas.add(arena);
        } while (arena != start && arena != 0 && arenas.size() < MOST_ARENAS);
        return arena == start ? arenas : List.of();
    }
}
