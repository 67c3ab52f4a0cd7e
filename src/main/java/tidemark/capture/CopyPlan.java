package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import tidemark.process.AddressRange;
import tidemark.process.Mapping;
import tidemark.process.TouchedPages;

/** Decides which pages are copied: those with roots, blocks or constants in them, as far as they can hold anything but zeroes and what is in files. */
final class CopyPlan {
    private static final long PAGE_BYTES = 4096;

    /**
     * A forked child shares its parent's shared mappings but not the page tables for them, so its pages count as touched only
     * when it uses them itself. Up to this size such a mapping is copied whether touched or not.
     */
    private static final long SMALL_SHARED_BYTES = 64L << 20;

    private final List<Mapping> mappings;
    private final Constants constants;
    private final Ranges wanted;

    /** @param blockPages in which blocks lie */
    CopyPlan(List<Mapping> mappings, Ranges roots, Constants constants, Ranges blockPages) {
        this.mappings = mappings;
        this.constants = constants;
        wanted = roots.roundedOut(PAGE_BYTES)
                .union(constants.all())
                .union(blockPages)
                .intersect(readable(mappings));
    }

    /** Where roots, blocks and constants lie, in whole pages. */
    List<AddressRange> wanted() {
        List<AddressRange> lines = new ArrayList<>(wanted.count());
        for (int i = 0; i < wanted.count(); i++) {
            lines.add(new AddressRange(wanted.start(i), wanted.end(i)));
        }
        return lines;
    }

    /** @param touched at least of what is wanted */
    Ranges pages(TouchedPages touched) {
        Ranges shared = shared(mappings, 0);
        Ranges smallShared = shared.subtract(shared(mappings, SMALL_SHARED_BYTES));
        Ranges holding = ranges(touched.own())
                .union(ranges(touched.shared()).intersect(shared))
                .union(smallShared)
                .union(constants.untouched());
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
