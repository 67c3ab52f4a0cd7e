package tidemark.symbolise.dwarf;

/** One of the two tables in a DWARF 5 line program's header, of folders or of files, which begins with how its entries are written. */
final class FormattedTable {
    /** What a table says of a file. The folder is that file's; a folder has none. */
    record Named(String name, long folder) {}

    private static final int PATH = 1;
    private static final int FOLDER = 2;

    private final Format format;
    private final Unit unit;
    private final Cursor cursor;
    private final long[] contents;
    private final int[] forms;
    private final long count;
    private final long first;
    /** Of each entry; negative if that differs. */
    private final int entryBytes;

    /**
     * @param cursor at the table
     * @param unit whose line program this is
     */
    FormattedTable(Cursor cursor, Format format, Unit unit) throws DwarfException {
        this.format = format;
        this.unit = unit;
        this.cursor = cursor;
        int parts = cursor.u8();
        contents = new long[parts];
        forms = new int[parts];
        int bytes = 0;
        for (int part = 0; part < parts; part++) {
            contents[part] = cursor.uleb();
            forms[part] = (int) cursor.uleb();
            int fixed = Form.fixedBytes(forms[part], format);
            bytes = fixed < 0 || bytes < 0 ? -1 : bytes + fixed;
        }
        entryBytes = bytes;
        count = cursor.uleb();
        first = cursor.offset();
        if (count < 0 || (count > 0 && entryBytes == 0) || count > cursor.sizeBytes()) {
            throw new DwarfException("a line program with an impossible table");
        }
    }

    boolean contains(long number) {
        return number >= 0 && number < count;
    }

    /** Where the entry of that number begins, or behind the last one the next table. */
    long offset(long number) throws DwarfException {
        if (entryBytes >= 0) {
            return first + number * entryBytes;
        }
        cursor.seek(first);
        for (long entry = 0; entry < number; entry++) {
            for (int form : forms) {
                Form.skip(form, cursor, format);
            }
        }
        return cursor.offset();
    }

    long end() throws DwarfException {
        return offset(count);
    }

    Named named(long number) throws DwarfException {
        cursor.seek(offset(number));
        String name = "";
        long folder = 0;
        for (int part = 0; part < forms.length; part++) {
            if (contents[part] == PATH) {
                name = text(forms[part]);
            } else if (contents[part] == FOLDER) {
                folder = Form.read(forms[part], cursor, format);
            } else {
                Form.skip(forms[part], cursor, format);
            }
        }
        return new Named(name, folder);
    }

    private String text(int form) throws DwarfException {
        if (form == Form.STRING) {
            return cursor.text();
        }
        Sections sections = unit.file().sections();
        long value = Form.read(form, cursor, format);
        return switch (form) {
            case Form.STRP -> sections.cursor(SectionName.STR).seek(value).text();
            case Form.LINE_STRP ->
                sections.cursor(SectionName.LINE_STR).seek(value).text();
            case Form.STRX, Form.STRX1, Form.STRX2, Form.STRX3, Form.STRX4 -> unit.indexedText(value);
            default -> throw new DwarfException("a file's name of form 0x" + Integer.toHexString(form));
        };
    }
}
