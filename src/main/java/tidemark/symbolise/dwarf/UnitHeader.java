package tidemark.symbolise.dwarf;

/**
 * The header of a unit in {@code .debug_info} (DWARF 5, 7.5.1; its predecessors the same section of theirs).
 *
 * @param offset of the header
 * @param end first byte behind the unit
 * @param root offset of the unit's first entry
 * @param splitId what a skeleton and its split unit have in common, in DWARF 5; else 0
 */
record UnitHeader(long offset, long end, long root, Format format, Kind kind, long abbreviations, long splitId) {
    enum Kind {
        /** Also what DWARF 4 and older do not tell apart from it: partial units, skeletons and split units. */
        COMPILE,
        PARTIAL,
        SKELETON,
        SPLIT,
        /** Describes types only. */
        TYPE
    }

    private static final long WIDE = 0xffff_ffffL;
    /** Lengths from here to {@link #WIDE} are reserved. */
    private static final long RESERVED = 0xffff_fff0L;

    /** @param cursor at the header; it is left behind it */
    static UnitHeader read(Cursor cursor) throws DwarfException {
        long offset = cursor.offset();
        long length = cursor.u32();
        boolean wide = length == WIDE;
        if (wide) {
            length = cursor.u64();
        } else if (length >= RESERVED) {
            throw new DwarfException("a unit of reserved length");
        }
        long start = cursor.offset();
        if (length < 0 || length > cursor.sizeBytes() - start) {
            throw new DwarfException("a unit that is longer than its section");
        }
        int version = cursor.u16();
        if (version < 2 || version > 5) {
            throw new DwarfException("a unit of version " + version);
        }
        int type = version >= 5 ? cursor.u8() : 1;
        long abbreviations = 0;
        int addressBytes;
        if (version >= 5) {
            addressBytes = cursor.u8();
            abbreviations = wide ? cursor.u64() : cursor.u32();
        } else {
            abbreviations = wide ? cursor.u64() : cursor.u32();
            addressBytes = cursor.u8();
        }
        Kind kind = kind(type);
        long id = kind == Kind.SKELETON || kind == Kind.SPLIT || kind == Kind.TYPE ? cursor.u64() : 0;
        if (kind == Kind.TYPE) {
            cursor.skip(wide ? 8 : 4);
        }
        Format format = new Format(version, wide, addressBytes);
        return new UnitHeader(offset, start + length, cursor.offset(), format, kind, abbreviations, id);
    }

    private static Kind kind(int type) throws DwarfException {
        return switch (type) {
            case 1 -> Kind.COMPILE;
            case 2, 6 -> Kind.TYPE;
            case 3 -> Kind.PARTIAL;
            case 4 -> Kind.SKELETON;
            case 5 -> Kind.SPLIT;
            default -> throw new DwarfException("a unit of type " + type);
        };
    }
}
