package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import tidemark.process.AddressRange;
import tidemark.process.Mapping;
import tidemark.process.ProcessException;
import tidemark.process.TouchedPages;

/** Decides which pages are copied: those with roots or blocks in them, as far as they can hold anything but zeroes and file contents. */
final class CopyPlan {
    private static final long PAGE_BYTES = 4096;

    /**
     * A forked child shares its parent's shared mappings but not the page tables for them, so its pages count as touched only
     * when it uses them itself. Up to this size such a mapping is copied whether touched or not.
     */
    private static final long SMALL_SHARED_BYTES = 64L << 20;

    private CopyPlan() {}

    /** @param blockPages in which blocks lie */
    static Ranges of(int pid, List<Mapping> mappings, Ranges roots, Ranges blockPages) throws ProcessException {
        Ranges wanted = roots.roundedOut(PAGE_BYTES).union(blockPages).intersect(readable(mappings));
        List<AddressRange> lines = new ArrayList<>(wanted.count());
        for (int i = 0; i < wanted.count(); i++) {
            lines.add(new AddressRange(wanted.start(i), wanted.end(i)));
        }
        TouchedPages touched = TouchedPages.in(pid, lines);
        Ranges shared = shared(mappings, 0);
        Ranges smallShared = shared.subtract(shared(mappings, SMALL_SHARED_BYTES));
        Ranges holding = ranges(touched.own())
                .union(ranges(touched.shared()).intersect(shared))
                .union(smallShared);
        return wanted.intersect(holding);
    }

    private static Ranges readable(List<Mapping> mappings) {
        Ranges.Builder ranges = new Ranges.Builder();
        for (Mapping mapping : mappings) {
            if (mapping.readable() && WritableMemory.isMemory(mapping)) {
                ranges.add(mapping.start(), mapping.end());
            }
        }
        return ranges.build();
    }

    private static Ranges shared(List<Mapping> mappings, long largerThanBytes) {
        Ranges.Builder ranges = new Ranges.Builder();
        for (Mapping mapping : mappings) {
            if (mapping.shared() && mapping.sizeBytes() > largerThanBytes) {
                ranges.add(mapping.start(), mapping.end());
            }
        }
        return ranges.build();
    }

    private static Ranges ranges(List<AddressRange> list) {
        Ranges.Builder ranges = new Ranges.Builder();
        list.forEach(range -> ranges.add(range.start(), range.end()));
        return ranges.build();
    }
}
