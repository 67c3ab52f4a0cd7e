package tidemark.symbolise.elf;

import java.util.List;
import java.util.Optional;

/**
 * Where functions begin and end according to {@code .eh_frame}, which stripping leaves in place. Found through the
 * search table of {@code .eh_frame_hdr}, or, where a linker wrote none, by reading all of {@code .eh_frame} once.
 * Does not say how to unwind.
 *
 * <p>Format: Linux Standard Base, Core, chapter 10.6 (Exception Frames).
 */
final class UnwindTable {
    private static final int OMITTED = 0xff;
    private static final int TABLE_OF_RELATIVE_INTS = 0x3b;
    private static final int COUNT_AS_INT = 0x03;
    private static final int MAX_ENTRIES = 1 << 22;

    /**
     * @param start first address
     * @param end the first address behind it
     * @param signalFrame whether signal handlers return to it
     */
    record Bounds(long start, long end, boolean signalFrame) {}

    /** A table without entries answers for files that carry no unwind information. */
    private sealed interface Table {
        /** From .eh_frame_hdr: pairs of (function, FDE), both relative to the header. */
        record Searchable(Bytes entries, long headerAddress, int count) implements Table {}

        record Sorted(List<Bounds> byStart) implements Table {}
    }

    private final ElfFile file;
    private Optional<Table> table = Optional.empty();

    UnwindTable(ElfFile file) {
        this.file = file;
    }

    /**
     * Whether the unwind information allows that one function, or code without any, reaches from {@code start} to
     * {@code address}.
     */
    boolean sameFunction(long start, long address) throws ElfException {
        Optional<Bounds> nearest = lastStartingAtOrBefore(address);
        if (nearest.isEmpty()) {
            return true;
        }
        Bounds bounds = nearest.get();
        return bounds.start <= start && (address < bounds.end || start >= bounds.end);
    }

    /** Whether the kernel lets signal handlers return to the code at the address. */
    boolean isSignalFrame(long address) throws ElfException {
        Optional<Bounds> nearest = lastStartingAtOrBefore(address);
        return nearest.isPresent() && nearest.get().signalFrame && address < nearest.get().end;
    }

    Optional<Bounds> lastStartingAtOrBefore(long address) throws ElfException {
        if (table.isEmpty()) {
            table = Optional.of(find());
        }
        // No switch over the types: the JVM would generate a class for it in every run.
        return table.get() instanceof Table.Searchable searchable
                ? search(searchable, address)
                : search((Table.Sorted) table.get(), address);
    }

    private Table find() throws ElfException {
        for (Segment segment : file.segments()) {
            if (segment.type() == Segment.EH_FRAME_HEADER) {
                Optional<Table> searchable = searchable(segment);
                if (searchable.isPresent()) {
                    return searchable.get();
                }
            }
        }
        Optional<Section> section = file.hasSections() ? file.section(".eh_frame") : Optional.empty();
        return section.isPresent() ? sorted(section.get()) : new Table.Sorted(List.of());
    }

    private Optional<Table> searchable(Segment segment) throws ElfException {
        Bytes header = file.bytes(segment, ".eh_frame_hdr");
        if (header.u8(0) != 1 || header.u8(2) != COUNT_AS_INT || header.u8(3) != TABLE_OF_RELATIVE_INTS) {
            return Optional.empty();
        }
        EncodedPointers pointers = new EncodedPointers(header, segment.address(), 4);
        if (header.u8(1) != OMITTED) {
            pointers.next(header.u8(1));
        }
        long count = header.u32(pointers.at());
        long first = pointers.at() + 4;
        if (count > (header.size() - first) / 8) {
            throw new ElfException(file.path() + ": .eh_frame_hdr is too short for its " + count + " entries");
        }
        Bytes entries = header.part(first, 8 * count, "the table");
        return Optional.of(new Table.Searchable(entries, segment.address(), (int) count));
    }

    private Optional<Bounds> search(Table.Searchable in, long address) throws ElfException {
        long relative = address - in.headerAddress;
        int low = 0;
        int high = in.count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (in.entries.i32(8L * middle) <= relative) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return Optional.empty();
        }
        long entry = in.headerAddress + in.entries.i32(8L * (low - 1) + 4);
        FrameEntries entries = new FrameEntries(file.loaded(entry, ".eh_frame"), entry);
        // The CIE lies before its FDE, so it is looked up by its address.
        long cie = entries.cieOffset(0) + entry;
        FrameEntries.Common common = new FrameEntries(file.loaded(cie, ".eh_frame"), cie).common(0);
        return Optional.of(entries.bounds(0, common));
    }

    private static Optional<Bounds> search(Table.Sorted in, long address) {
        int low = 0;
        int high = in.byStart.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (in.byStart.get(middle).start <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? Optional.empty() : Optional.of(in.byStart.get(low - 1));
    }

    private Table sorted(Section section) throws ElfException {
        FrameEntries entries = new FrameEntries(file.bytes(section, ".eh_frame"), section.address());
        List<Bounds> all = entries.all(MAX_ENTRIES);
        all.sort((a, b) -> Long.compare(a.start, b.start));
        return new Table.Sorted(all);
    }
}
