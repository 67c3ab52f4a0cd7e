package tidemark.reachability;

import java.util.Arrays;
import tidemark.snapshot.Blocks;

/**
 * From a word to the block that it points into, in a few loads whatever the number of blocks.
 *
 * <p>The address space is cut into regions (1 GiB), pages (64 KiB) and granules (256 bytes). For each granule of a page in which a
 * block starts or ends, the table holds the last block that starts at or before the granule's first byte; from there it is a
 * short walk. Regions and pages without a block share one empty table, so that a lookup has no branches. Pages that lie wholly
 * inside one block have no table either: these few large blocks are searched by bisection.
 *
 * <p>Blocks lie below 2^47. A block of size 0 contains its own start. Immutable; says nothing about what a pointer means.
 */
final class BlockIndex {
    static final int NONE = -1;

    private static final int REGION_SHIFT = 30;
    private static final int PAGE_SHIFT = 16;
    private static final int GRANULE_SHIFT = 8;
    private static final int PAGES = 1 << (REGION_SHIFT - PAGE_SHIFT);
    private static final int GRANULES = 1 << (PAGE_SHIFT - GRANULE_SHIFT);

    private final Blocks blocks;
    private final long low;
    private final long span;
    private final long firstRegion;

    /** For each region where its pages begin in {@link #pages}; 0 is the empty region. */
    private final int[] regions;

    /** For each page where its granules begin in {@link #granules}; 0 is the empty page. */
    private final int[] pages;

    /** The last block that starts at or before the granule's first byte, or NONE in the empty page. */
    private final int[] granules;

    /** Blocks with pages of their own between their first and their last one, by rising address. */
    private final int[] spanning;

    private final long[] spanningAddresses;

    BlockIndex(Blocks blocks) {
        this.blocks = blocks;
        int count = blocks.count();
        low = count == 0 ? 0 : blocks.address(0);
        span = count == 0 ? 0 : end(count - 1) - low;
        firstRegion = low >>> REGION_SHIFT;
        long[] occupied = occupiedPages();
        regions = new int[(int) (((low + span) >>> REGION_SHIFT) - firstRegion) + 1];
        pages = new int[numberRegions(occupied) * PAGES];
        granules = new int[Math.multiplyExact(occupied.length + 1, GRANULES)];
        fillPages(occupied);
        spanning = spanningBlocks();
        spanningAddresses = Arrays.stream(spanning).mapToLong(blocks::address).toArray();
    }

    /** No block lies below. */
    long low() {
        return low;
    }

    /** How many bytes lie between {@link #low} and the end of the last block: what is outside points at no block. */
    long span() {
        return span;
    }

    /** The first runtime address behind the block. */
    long end(int block) {
        return blocks.address(block) + Math.max(1, blocks.sizeBytes(block));
    }

    /** The first block that ends behind the address; the number of blocks if there is none. */
    int firstEndingBehind(long address) {
        int from = 0;
        int to = blocks.count();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (end(middle) <= address) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** The block that a word points into, or NONE. */
    int find(long word) {
        return word - low >= 0 && word - low < span ? resolve(word, granules[granule(word)]) : NONE;
    }

    /**
     * For each of the first {@code count} words the block that it points into, or NONE. All of them lie in the span. Two passes, so
     * that the misses of the cache in the first overlap.
     */
    void find(long[] words, int count, int[] found) {
        for (int i = 0; i < count; i++) {
            found[i] = granules[granule(words[i])];
        }
        for (int i = 0; i < count; i++) {
            found[i] = resolve(words[i], found[i]);
        }
    }

    private int granule(long word) {
        int region = regions[(int) ((word >>> REGION_SHIFT) - firstRegion)];
        int page = pages[region + ((int) (word >>> PAGE_SHIFT) & (PAGES - 1))];
        return page + ((int) (word >>> GRANULE_SHIFT) & (GRANULES - 1));
    }

    private int resolve(long word, int startingBefore) {
        if (startingBefore == NONE) {
            return findSpanning(word);
        }
        int block = startingBefore;
        while (block + 1 < blocks.count() && blocks.address(block + 1) <= word) {
            block++;
        }
        return word < end(block) ? block : NONE;
    }

    private int findSpanning(long word) {
        int at = Arrays.binarySearch(spanningAddresses, word);
        int before = at >= 0 ? at : -at - 2;
        return before >= 0 && word < end(spanning[before]) ? spanning[before] : NONE;
    }

    /** The numbers of the pages in which a block starts or ends, rising. */
    private long[] occupiedPages() {
        long[] occupied = new long[64];
        int count = 0;
        long last = -1;
        for (int block = 0; block < blocks.count(); block++) {
            long startPage = blocks.address(block) >>> PAGE_SHIFT;
            long endPage = (end(block) - 1) >>> PAGE_SHIFT;
            if (endPage == last) {
                continue;
            }
            if (count + 2 > occupied.length) {
                occupied = Arrays.copyOf(occupied, count * 2);
            }
            if (startPage != last) {
                occupied[count++] = startPage;
            }
            if (endPage != startPage) {
                occupied[count++] = endPage;
            }
            last = endPage;
        }
        return Arrays.copyOf(occupied, count);
    }

    /** Gives each region with a block its place; returns how many there are, the empty one included. */
    private int numberRegions(long[] occupied) {
        int count = 1;
        for (long page : occupied) {
            int region = region(page);
            if (regions[region] == 0) {
                regions[region] = count++ * PAGES;
            }
        }
        return count;
    }

    private int region(long page) {
        return (int) ((page >>> (REGION_SHIFT - PAGE_SHIFT)) - firstRegion);
    }

    private void fillPages(long[] occupied) {
        Arrays.fill(granules, 0, GRANULES, NONE);
        int at = GRANULES;
        int block = 0;
        for (long page : occupied) {
            pages[regions[region(page)] + ((int) page & (PAGES - 1))] = at;
            for (int granule = 0; granule < GRANULES; granule++) {
                long start = (page << PAGE_SHIFT) + ((long) granule << GRANULE_SHIFT);
                while (block + 1 < blocks.count() && blocks.address(block + 1) <= start) {
                    block++;
                }
                granules[at++] = block;
            }
        }
    }

    private int[] spanningBlocks() {
        int[] found = new int[16];
        int count = 0;
        for (int block = 0; block < blocks.count(); block++) {
            if (((end(block) - 1) >>> PAGE_SHIFT) - (blocks.address(block) >>> PAGE_SHIFT) < 2) {
                continue;
            }
            if (count == found.length) {
                found = Arrays.copyOf(found, count * 2);
            }
            found[count++] = block;
        }
        return Arrays.copyOf(found, count);
    }
}
