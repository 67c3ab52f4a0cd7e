package tidemark.symbolise.dwarf;

import java.util.Arrays;

/**
 * A debugging information entry, with the attributes that matter here as they are written. One object serves for many entries, one after the
 * other.
 */
final class Entry {
    /** In {@code .debug_info}. */
    private long offset;

    /** Behind its attributes, where its children begin if it has any. */
    private long end;

    private int tag;
    private boolean children;
    /** By attribute; 0 where the entry has none. */
    private final int[] forms = new int[Attribute.COUNT];

    private final long[] values = new long[Attribute.COUNT];

    /** Returns whether there is one, and not the end of a list of children. */
    boolean read(Unit unit, Cursor cursor, long at) throws DwarfException {
        cursor.seek(at);
        long code = cursor.uleb();
        if (code == 0) {
            return false;
        }
        Abbreviations shapes = unit.abbreviations();
        readShape(shapes, shapes.shapeOf(code), cursor, at);
        return true;
    }

    /**
     * @param cursor behind the entry's code
     * @param at where the entry begins
     */
    void readShape(Abbreviations shapes, int shape, Cursor cursor, long at) throws DwarfException {
        Arrays.fill(forms, 0);
        offset = at;
        tag = shapes.tag(shape);
        children = shapes.hasChildren(shape);
        shapes.readAttributes(shape, cursor, this);
        end = cursor.offset();
    }

    void set(int attribute, int form, long value) {
        forms[attribute] = form;
        values[attribute] = value;
    }

    int tag() {
        return tag;
    }

    long offset() {
        return offset;
    }

    long end() {
        return end;
    }

    boolean hasChildren() {
        return children;
    }

    boolean has(int attribute) {
        return forms[attribute] != 0;
    }

    int form(int attribute) {
        return forms[attribute];
    }

    /** As {@link Form#read} gives it; 0 if the entry has no such attribute. */
    long value(int attribute) {
        return forms[attribute] == 0 ? 0 : values[attribute];
    }
}
