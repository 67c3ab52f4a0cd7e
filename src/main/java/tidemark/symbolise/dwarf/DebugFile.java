package tidemark.symbolise.dwarf;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The units of one file's {@code .debug_info}, each read when it is first needed. */
final class DebugFile {
    /** Tables of abbreviations that are kept: of few units at a time, since they are large and quickly read again. */
    private static final int KEPT_ABBREVIATIONS = 16;

    private static final class LatestAbbreviations extends LinkedHashMap<Long, Abbreviations> {
        private static final long serialVersionUID = 1;

        LatestAbbreviations() {
            super(2 * KEPT_ABBREVIATIONS, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Abbreviations> eldest) {
            return size() > KEPT_ABBREVIATIONS;
        }
    }

    private final Sections sections;
    private final Map<Long, Unit> units = new HashMap<>();
    /** By offset. */
    private final LatestAbbreviations abbreviations = new LatestAbbreviations();
    /** Offsets of all units' headers, rising; without elements until they are needed. */
    private long[] headers = new long[0];

    private final Optional<AlternateFile> alternate;

    private DebugFile(Sections sections, Optional<AlternateFile> alternate) {
        this.sections = sections;
        this.alternate = alternate;
    }

    static DebugFile of(Sections sections) {
        return new DebugFile(sections, Optional.empty());
    }

    /** @param alternate holds what several files share */
    static DebugFile of(Sections sections, AlternateFile alternate) {
        return new DebugFile(sections, Optional.of(alternate));
    }

    /** The file that holds what several files share. */
    DebugFile alternate() throws DwarfException {
        if (alternate.isEmpty()) {
            throw new DwarfException("a reference to a shared file from one that has none");
        }
        return alternate.get().file();
    }

    Sections sections() {
        return sections;
    }

    /** @param offset of a unit's header */
    Unit unitAt(long offset) throws DwarfException {
        Unit known = units.get(offset);
        if (known == null) {
            Cursor cursor = sections.cursor(SectionName.INFO).seek(offset);
            known = new Unit(this, UnitHeader.read(cursor));
            units.put(offset, known);
        }
        return known;
    }

    /** The unit that an entry belongs to. */
    Unit unitAround(long entryOffset) throws DwarfException {
        int found = Arrays.binarySearch(headers(), entryOffset);
        int position = found >= 0 ? found : -found - 2;
        if (position < 0) {
            throw new DwarfException("a reference to no unit");
        }
        return unitAt(headers[position]);
    }

    /** The offsets of all units' headers, rising. Where a header is damaged, the units from there on are missing. */
    long[] headers() throws DwarfException {
        if (headers.length == 0) {
            headers = readHeaders();
        }
        return headers;
    }

    private long[] readHeaders() throws DwarfException {
        Cursor cursor = sections.cursor(SectionName.INFO).seek(0);
        long[] found = new long[64];
        int count = 0;
        while (!cursor.atEnd()) {
            UnitHeader header;
            try {
                header = UnitHeader.read(cursor);
            } catch (DwarfException e) {
                if (count == 0) {
                    throw e;
                }
                break;
            }
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = header.offset();
            cursor.seek(header.end());
        }
        return Arrays.copyOf(found, count);
    }

    Abbreviations abbreviations(UnitHeader unit) throws DwarfException {
        Abbreviations known = abbreviations.get(unit.abbreviations());
        if (known == null || !known.format().same(unit.format())) {
            Cursor cursor = sections.cursor(SectionName.ABBREV).seek(unit.abbreviations());
            known = Abbreviations.read(cursor, unit.format());
            abbreviations.put(unit.abbreviations(), known);
        }
        return known;
    }
}
