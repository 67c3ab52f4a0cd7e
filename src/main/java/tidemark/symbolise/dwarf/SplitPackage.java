package tidemark.symbolise.dwarf;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which parts of a package's sections belong to a split unit: {@code .debug_cu_index}, a hash table by the unit's id (DWARF 5, 7.3.5; version 2 is
 * GNU's, of DWARF 4).
 */
final class SplitPackage {
    private static final int HEADER_BYTES = 16;
    private static final int MAX_COLUMNS = 16;

    private final Sections sections;
    private final Cursor index;
    private final int version;
    private final int columns;
    private final long units;
    private final long slots;

    private SplitPackage(Sections sections, Cursor index) throws DwarfException {
        this.sections = sections;
        this.index = index;
        int first = index.u16(); // GNU's version has four bytes
        index.u16();
        this.version = first;
        this.columns = (int) Math.min(MAX_COLUMNS, index.u32());
        this.units = index.u32();
        this.slots = index.u32();
        if (version != 2 && version != 5) {
            throw new DwarfException("a package index of version " + version);
        }
    }

    /** @param sections of the whole package */
    static SplitPackage of(Sections sections) throws DwarfException {
        return new SplitPackage(
                sections, sections.cursor(SectionName.CU_INDEX).seek(0).another());
    }

    /** The sections as the unit sees them; empty if the package has no such unit. */
    Optional<Sections> sections(long id) throws DwarfException {
        long row = row(id);
        if (row < 1 || row > units) {
            return Optional.empty();
        }
        long names = HEADER_BYTES + slots * 12;
        long offsets = names + 4L * columns + (row - 1) * 4 * columns;
        long sizes = offsets + units * 4 * columns;
        Map<SectionName, Sections.Part> parts = new EnumMap<>(SectionName.class);
        for (int column = 0; column < columns; column++) {
            Optional<SectionName> name = name(index.seek(names + 4L * column).u32());
            long offset = index.seek(offsets + 4L * column).u32();
            long size = index.seek(sizes + 4L * column).u32();
            if (name.isPresent()) {
                parts.put(name.get(), new Sections.Part(offset, size));
            }
        }
        return Optional.of(sections.narrowedTo(parts));
    }

    private long row(long id) throws DwarfException {
        long mask = slots - 1;
        long slot = id & mask;
        long step = (id >>> 32 & mask) | 1;
        for (long tried = 0; tried < slots; tried++) {
            long found = index.seek(HEADER_BYTES + 8 * slot).u64();
            long row = index.seek(HEADER_BYTES + 8 * slots + 4 * slot).u32();
            if (row == 0 || found == id) {
                return row;
            }
            slot = (slot + step) & mask;
        }
        return 0;
    }

    /** DWARF 5, table 7.1; what version 2 numbers otherwise is not read here, but for the ranges. */
    private Optional<SectionName> name(long number) {
        return switch ((int) number) {
            case 1 -> Optional.of(SectionName.INFO);
            case 3 -> Optional.of(SectionName.ABBREV);
            case 4 -> Optional.of(SectionName.LINE);
            case 6 -> Optional.of(SectionName.STR_OFFSETS);
            case 8 -> version >= 5 ? Optional.of(SectionName.RNGLISTS) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
