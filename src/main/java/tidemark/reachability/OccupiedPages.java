package tidemark.reachability;

import java.util.Arrays;
import tidemark.snapshot.Blocks;

/** The pages in which a block starts or ends, and the blocks that have pages of their own in between. */
final class OccupiedPages {
    private final long[] pages;
    private final int count;
    private final int[] spanning;

    private OccupiedPages(long[] pages, int count, int[] spanning) {
        this.pages = pages;
        this.count = count;
        this.spanning = spanning;
    }

    static OccupiedPages of(Blocks blocks, int pageShift) {
        long[] pages = new long[64];
        int[] spanning = new int[16];
        int count = 0;
        int spanningCount = 0;
        long last = -1;
        int blockCount = blocks.count();
        for (int block = 0; block < blockCount; block++) {
            long endPage = (blocks.end(block) - 1) >>> pageShift;
            if (endPage == last) {
                continue;
            }
            if (count + 2 > pages.length) {
                pages = Arrays.copyOf(pages, count * 2);
            }
            long startPage = blocks.address(block) >>> pageShift;
            if (startPage != last) {
                pages[count++] = startPage;
            }
            if (endPage != startPage) {
                pages[count++] = endPage;
            }
            if (endPage - startPage > 1) {
                if (spanningCount == spanning.length) {
                    spanning = Arrays.copyOf(spanning, spanningCount * 2);
                }
                spanning[spanningCount++] = block;
            }
            last = endPage;
        }
        return new OccupiedPages(pages, count, Arrays.copyOf(spanning, spanningCount));
    }

    int count() {
        return count;
    }

    /** The number (address / page size) of one of the pages, which rise with the index. */
    long page(int index) {
        return pages[index];
    }

    /** The numbers of the blocks that have pages of their own, rising. */
    int[] spanning() {
        return spanning;
    }
}
