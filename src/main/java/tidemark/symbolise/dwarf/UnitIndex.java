package tidemark.symbolise.dwarf;

import java.util.HashSet;
import java.util.Set;

/**
 * The units of a file by address: as {@code .debug_aranges} tells, and where an address is not found there, as those units tell that are not
 * mentioned in it (not every compiler writes that section, and none writes it for units that it only got by linking).
 */
final class UnitIndex {
    private final DebugFile file;
    private final AddressMap units = new AddressMap();
    /** Units that are in the map, by offset. */
    private final Set<Long> known = new HashSet<>();

    private boolean asked;

    UnitIndex(DebugFile file) {
        this.file = file;
        try {
            readTable(file.sections().cursor(SectionName.ARANGES).seek(0));
        } catch (DwarfException e) {
            // The units are asked themselves.
        }
    }

    /** From addresses to the offsets of units' headers. */
    AddressMap at(long address) {
        if (!asked && units.find(address) < 0) {
            asked = true;
            askUnits();
        }
        return units;
    }

    // ---- .debug_aranges: DWARF 5, 6.1.2 ----

    private void readTable(Cursor cursor) throws DwarfException {
        while (!cursor.atEnd()) {
            long length = cursor.u32();
            boolean wide = length == 0xffff_ffffL;
            if (wide) {
                length = cursor.u64();
            }
            long next = cursor.offset() + length;
            if (length <= 0 || next > cursor.sizeBytes()) {
                throw new DwarfException(".debug_aranges with a set that is longer than itself");
            }
            readSet(cursor, wide, next);
            cursor.seek(next);
        }
    }

    private void readSet(Cursor cursor, boolean wide, long end) throws DwarfException {
        long start = cursor.offset() - (wide ? 12 : 4);
        int version = cursor.u16();
        long unit = wide ? cursor.u64() : cursor.u32();
        int addressBytes = cursor.u8();
        int segmentBytes = cursor.u8();
        if (version != 2 || segmentBytes != 0 || addressBytes != 8) {
            return;
        }
        int pair = 2 * addressBytes;
        cursor.seek(start + (cursor.offset() - start + pair - 1) / pair * pair);
        boolean any = false;
        while (cursor.offset() + pair <= end) {
            long address = cursor.u64();
            long length = cursor.u64();
            if (length != 0) {
                units.add(address, address + length, unit);
                any = true;
            } else if (address == 0) {
                break;
            }
        }
        if (any) {
            known.add(unit);
        }
    }

    // ---- The units themselves ----

    private void askUnits() {
        long[] offsets;
        try {
            offsets = file.headers();
        } catch (DwarfException e) {
            return;
        }
        for (long offset : offsets) {
            if (!known.contains(offset)) {
                ask(offset);
            }
        }
    }

    /** The unit is not kept: most of those that are asked are never needed. */
    private void ask(long offset) {
        try {
            UnitHeader header =
                    UnitHeader.read(file.sections().cursor(SectionName.INFO).seek(offset));
            if (header.kind() == UnitHeader.Kind.TYPE || header.kind() == UnitHeader.Kind.PARTIAL) {
                return;
            }
            Unit unit = new Unit(file, header);
            int before = units.size();
            unit.ranges(unit.root(), units.adder(offset));
            if (units.size() == before) {
                new FunctionIndex(unit).functions().copyRanges(units.adder(offset));
            }
        } catch (DwarfException e) {
            // The other units may be undamaged.
        }
    }
}
