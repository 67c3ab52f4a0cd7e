package tidemark.symbolise.dwarf;

/** Reads the lists of ranges that an entry's {@code DW_AT_ranges} means: {@code .debug_rnglists}, or before DWARF 5 {@code .debug_ranges}. */
final class RangeLists {
    private static final int END = 0;
    private static final int BASE_INDEX = 1;
    private static final int START_INDEX_END_INDEX = 2;
    private static final int START_INDEX_LENGTH = 3;
    private static final int OFFSETS = 4;
    private static final int BASE = 5;
    private static final int START_END = 6;
    private static final int START_LENGTH = 7;

    private final Unit unit;
    private final Format format;

    RangeLists(Unit unit) {
        this.unit = unit;
        this.format = unit.format();
    }

    void read(Entry entry, Ranges into) throws DwarfException {
        long value = entry.value(Attribute.RANGES);
        if (format.version() < 5) {
            readPairs(value, into);
        } else {
            readList(entry.form(Attribute.RANGES) == Form.RNGLISTX ? indexed(value) : value, into);
        }
    }

    private long indexed(long index) throws DwarfException {
        long base = unit.root().has(Attribute.RNGLISTS_BASE)
                ? unit.root().value(Attribute.RNGLISTS_BASE)
                // A split unit has one table; its offsets follow the header.
                : format.wide() ? 20 : 12;
        Cursor cursor = unit.file().sections().cursor(SectionName.RNGLISTS);
        return base + format.offset(cursor.seek(base + index * format.offsetBytes()));
    }

    private void readList(long offset, Ranges into) throws DwarfException {
        Cursor cursor = unit.file().sections().cursor(SectionName.RNGLISTS).seek(offset);
        long base = unit.baseAddress();
        for (int kind = cursor.u8(); kind != END; kind = cursor.u8()) {
            switch (kind) {
                case BASE_INDEX -> base = unit.indexedAddress(cursor.uleb());
                case START_INDEX_END_INDEX -> {
                    long start = unit.indexedAddress(cursor.uleb());
                    into.add(start, unit.indexedAddress(cursor.uleb()));
                }
                case START_INDEX_LENGTH -> {
                    long start = unit.indexedAddress(cursor.uleb());
                    into.add(start, start + cursor.uleb());
                }
                case OFFSETS -> {
                    long start = base + cursor.uleb();
                    into.add(start, base + cursor.uleb());
                }
                case BASE -> base = format.address(cursor);
                case START_END -> {
                    long start = format.address(cursor);
                    into.add(start, format.address(cursor));
                }
                case START_LENGTH -> {
                    long start = format.address(cursor);
                    into.add(start, start + cursor.uleb());
                }
                default -> throw new DwarfException("a range of kind " + kind);
            }
        }
    }

    private void readPairs(long value, Ranges into) throws DwarfException {
        Unit owner = unit.inProgram();
        // GNU's split units count from their skeleton's part of the section.
        long offset = unit.isSplit() ? owner.root().value(Attribute.GNU_RANGES_BASE) + value : value;
        Cursor cursor = owner.file().sections().cursor(SectionName.RANGES).seek(offset);
        long base = unit.baseAddress();
        long baseFollows = format.addressBytes() == 8 ? -1 : 0xffff_ffffL;
        while (true) {
            long start = format.address(cursor);
            long end = format.address(cursor);
            if (start == 0 && end == 0) {
                return;
            }
            if (start == baseFollows) {
                base = end;
            } else {
                into.add(base + start, base + end);
            }
        }
    }
}
