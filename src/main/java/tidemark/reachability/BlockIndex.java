package tidemark.reachability;

import java.util.Arrays;
import tidemark.snapshot.Blocks;

/**
 * From a word to the block that it points into, mostly without a look at the block itself.
 *
 * <p>The address space is cut into regions (1 GiB), pages (64 KiB) and stretches (1 KiB). A stretch of a page in which a block starts
 * or ends has two neighbouring words in the table: a bit for each multiple of 16 at which a block starts, and the number of blocks
 * that start before the stretch. So the bits up to a word's own tell the number of the block that starts last before it; a
 * pointer to a start needs no more. Regions and pages without a block share one empty table, so that a lookup has no branches. Pages
 * that lie wholly inside one block have no table either: these few large blocks are searched by bisection. Where a block starts at
 * another multiple of 8, a bit is for 8 bytes and a stretch has 512.
 *
 * <p>Immutable; says nothing about what a pointer means.
 */
final class BlockIndex {
    /** What {@link #find} gives where there is no block. */
    static final int NONE = -1;

    /** In what {@link #find} gives: the word points elsewhere into the block than at its start. */
    private static final int ELSEWHERE = Integer.MIN_VALUE;

    private static final int REGION_SHIFT = 30;
    private static final int PAGE_SHIFT = 16;
    private static final int PAGES = 1 << (REGION_SHIFT - PAGE_SHIFT);
    private static final int SLOTS_SHIFT = 6;
    private static final int SLOT_MASK = (1 << SLOTS_SHIFT) - 1;

    /** What a stretch of the empty page has for the number of blocks before it, and what a lookup makes of that. */
    private static final int NOT_COUNTED = -1;

    private static final int NOT_KNOWN = -2;

    private final Blocks blocks;
    private final int slotShift;
    private final int stretchShift;
    private final int stretches;
    private final int pageWords;
    private final long low;
    private final long span;
    private final long firstRegion;

    /** For each region where its pages begin in {@link #pages}; 0 is the empty region. */
    private final int[] regions;

    /** For each page where its stretches begin in {@link #table}; 0 is the empty page. */
    private final int[] pages;

    /** For each stretch its starts and the number of blocks before it. */
    private final long[] table;

    /** Blocks with pages of their own between their first and their last one, by rising address. */
    private final int[] spanning;

    private final long[] spanningAddresses;

    BlockIndex(Blocks blocks) {
        this.blocks = blocks;
        slotShift = blocks.alignmentShift();
        stretchShift = slotShift + SLOTS_SHIFT;
        stretches = 1 << (PAGE_SHIFT - stretchShift);
        pageWords = 2 * stretches;
        int count = blocks.count();
        low = count == 0 ? 0 : blocks.address(0);
        span = count == 0 ? 0 : blocks.end(count - 1) - low;
        firstRegion = low >>> REGION_SHIFT;
        OccupiedPages occupied = OccupiedPages.of(blocks, PAGE_SHIFT);
        regions = new int[(int) (((low + span) >>> REGION_SHIFT) - firstRegion) + 1];
        pages = new int[numberRegions(occupied) * PAGES];
        table = new long[Math.multiplyExact(occupied.count() + 1, pageWords)];
        numberPages(occupied);
        markStarts();
        countStarts(occupied);
        spanning = occupied.spanning();
        spanningAddresses = new long[spanning.length];
        for (int i = 0; i < spanning.length; i++) {
            spanningAddresses[i] = blocks.address(spanning[i]);
        }
    }

    /** No block lies below. */
    long low() {
        return low;
    }

    /** How many bytes lie between {@link #low} and the end of the last block: what is outside points at no block. */
    long span() {
        return span;
    }

    /** The block that was found: whatever {@link #find} gave but NONE. */
    static int block(int found) {
        return found & ~ELSEWHERE;
    }

    static boolean isStart(int found) {
        return found >= 0;
    }

    /** As {@link #find(long[], int, int[])} for one word, which may be any. */
    int find(long word) {
        if (word - low < 0 || word - low >= span) {
            return NONE;
        }
        long[] words = {word};
        int[] found = new int[1];
        find(words, 1, found);
        return found[0];
    }

    /**
     * For each of the first {@code count} words what it points at: a block's number if at its start, the number with the highest bit
     * set if elsewhere into it, or NONE. All words lie in the span.
     */
    void find(long[] words, int count, int[] found) {
        lookUp(words, count, found);
        for (int i = 0; i < count; i++) {
            if (found[i] < 0) {
                found[i] = inside(words[i], found[i]);
            }
        }
    }

    /**
     * For each word the number of the block that starts there, or, with the highest bit set, of the one that starts last before it:
     * NONE if there is none, NOT_KNOWN in the empty page. Without branches, so that the misses of the cache overlap.
     */
    private void lookUp(long[] words, int count, int[] found) {
        int slotShift = this.slotShift;
        int stretchShift = this.stretchShift;
        int stretchMask = stretches - 1;
        int withinSlot = (1 << slotShift) - 1;
        for (int i = 0; i < count; i++) {
            long word = words[i];
            int region = regions[(int) ((word >>> REGION_SHIFT) - firstRegion)];
            int page = pages[region + ((int) (word >>> PAGE_SHIFT) & (PAGES - 1))];
            int at = page + 2 * ((int) (word >>> stretchShift) & stretchMask);
            // The slots up to the word's own come to stand in the upper bits, its own in the highest.
            long starts = table[at] << (SLOT_MASK - ((int) (word >>> slotShift) & SLOT_MASK));
            int last = (int) table[at + 1] + Long.bitCount(starts) - 1;
            // 0 if a block starts in the word's slot and the word is the slot's first address, else 1.
            int elsewhere = (int) (~starts >>> 63) | ((((int) word & withinSlot) + withinSlot) >>> slotShift);
            found[i] = last | elsewhere << 31;
        }
    }

    /** @param last as looked up */
    private int inside(long word, int last) {
        int before = last == NOT_KNOWN ? spanningBefore(word) : last;
        return before != NONE && word < blocks.end(block(before)) ? before | ELSEWHERE : NONE;
    }

    private int spanningBefore(long word) {
        int at = Arrays.binarySearch(spanningAddresses, word);
        int before = at >= 0 ? at : -at - 2;
        return before >= 0 ? spanning[before] : NONE;
    }

    /** Gives each region with a block its place; returns how many there are, the empty one included. */
    private int numberRegions(OccupiedPages occupied) {
        int count = 1;
        for (int i = 0; i < occupied.count(); i++) {
            int region = region(occupied.page(i));
            if (regions[region] == 0) {
                regions[region] = count++ * PAGES;
            }
        }
        return count;
    }

    private int region(long page) {
        return (int) ((page >>> (REGION_SHIFT - PAGE_SHIFT)) - firstRegion);
    }

    private void numberPages(OccupiedPages occupied) {
        for (int i = 0; i < occupied.count(); i++) {
            long page = occupied.page(i);
            pages[regions[region(page)] + ((int) page & (PAGES - 1))] = (i + 1) * pageWords;
        }
    }

    private void markStarts() {
        int count = blocks.count();
        for (int block = 0; block < count; block++) {
            long address = blocks.address(block);
            int region = regions[(int) ((address >>> REGION_SHIFT) - firstRegion)];
            int page = pages[region + ((int) (address >>> PAGE_SHIFT) & (PAGES - 1))];
            int at = page + 2 * ((int) (address >>> stretchShift) & (stretches - 1));
            table[at] |= 1L << (int) (address >>> slotShift);
        }
    }

    /** The pages stand in the table in the order of their addresses, so the blocks are counted along it. */
    private void countStarts(OccupiedPages occupied) {
        for (int at = 0; at < pageWords; at += 2) {
            table[at + 1] = NOT_COUNTED;
        }
        int before = 0;
        int end = (occupied.count() + 1) * pageWords;
        for (int at = pageWords; at < end; at += 2) {
            table[at + 1] = before;
            before += Long.bitCount(table[at]);
        }
    }
}
