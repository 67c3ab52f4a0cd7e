package tidemark.capture;

import java.util.List;
import tidemark.process.AddressRange;
import tidemark.process.Mapping;
import tidemark.process.ProcessException;
import tidemark.process.TouchedPages;
import tidemark.snapshot.Blocks;

/** Decides which pages are copied: those with roots, blocks or modules' constants in them, as far as they can hold anything but zeroes and file contents. */
final class CopyPlan {
    private static final long PAGE_BYTES = 4096;

    /**
     * A forked child shares its parent's shared mappings but not the page tables for them, so its pages count as touched only
     * when it uses them itself. Up to this size such a mapping is copied whether touched or not.
     */
    private static final long SMALL_SHARED_BYTES = 64L << 20;

    private CopyPlan() {}

    /** @param data roots and constants */
    static Ranges of(int pid, List<Mapping> mappings, Ranges data, Blocks blocks) throws ProcessException {
        Ranges wanted = data.roundedOut(PAGE_BYTES).union(pagesOf(blocks)).intersect(readable(mappings));
        List<AddressRange> lines = wanted.list().stream()
                .map(range -> new AddressRange(range.start(), range.end()))
                .toList();
        TouchedPages touched = TouchedPages.in(pid, lines);
        Ranges shared = shared(mappings, 0);
        Ranges smallShared = shared.subtract(shared(mappings, SMALL_SHARED_BYTES));
        Ranges holding = ranges(touched.own())
                .union(ranges(touched.shared()).intersect(shared))
                .union(smallShared);
        return wanted.intersect(holding);
    }

    private static Ranges pagesOf(Blocks blocks) {
        Ranges.Builder pages = new Ranges.Builder();
        for (int block = 0; block < blocks.count(); block++) {
            long address = blocks.address(block);
            pages.add(address & -PAGE_BYTES, (address + blocks.sizeBytes(block) + PAGE_BYTES - 1) & -PAGE_BYTES);
        }
        return pages.build();
    }

    private static Ranges readable(List<Mapping> mappings) {
        Ranges.Builder ranges = new Ranges.Builder();
        mappings.stream()
                .filter(mapping -> mapping.readable() && WritableMemory.isMemory(mapping))
                .forEach(mapping -> ranges.add(mapping.start(), mapping.end()));
        return ranges.build();
    }

    private static Ranges shared(List<Mapping> mappings, long largerThanBytes) {
        Ranges.Builder ranges = new Ranges.Builder();
        mappings.stream()
                .filter(mapping -> mapping.shared() && mapping.sizeBytes() > largerThanBytes)
                .forEach(mapping -> ranges.add(mapping.start(), mapping.end()));
        return ranges.build();
    }

    private static Ranges ranges(List<AddressRange> list) {
        Ranges.Builder ranges = new Ranges.Builder();
        list.forEach(range -> ranges.add(range.start(), range.end()));
        return ranges.build();
    }
}
