package tidemark.symbolise.dwarf;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The shapes of a unit's entries: a table of {@code .debug_abbrev}, kept in one array, since a unit can have thousands. A shape is known by
 * its index in that array.
 */
final class Abbreviations {
    /** Codes up to here are looked up by index; compilers count from 1. */
    private static final int MAX_DENSE_CODE = 1 << 14;

    private static final int MAX_ATTRIBUTES = 1 << 10;
    private static final int NO_SIBLING = -1;

    // A shape's words.
    private static final int TAG = 0;
    private static final int CHILDREN = 1;
    /** How many bytes the attributes take; negative if that differs. */
    private static final int FIXED_BYTES = 2;
    /** Behind how many bytes the sibling's reference of four bytes stands, or {@link #NO_SIBLING} where it is not as simple as that. */
    private static final int SIBLING_AT = 3;

    private static final int ATTRIBUTES = 4;
    private static final int FIRST_ATTRIBUTE = 5;
    // An attribute's words: number, form, value (where the shape itself has it).
    private static final int WORDS_AN_ATTRIBUTE = 3;

    private final Format format;
    private int[] words = new int[1024];
    private int used = 1; // no shape has index 0
    private int[] byCode = new int[128];
    private final Map<Long, Integer> byLargeCode = new HashMap<>();

    private Abbreviations(Format format) {
        this.format = format;
    }

    /** @param cursor at the first shape */
    static Abbreviations read(Cursor cursor, Format format) throws DwarfException {
        Abbreviations read = new Abbreviations(format);
        for (long code = cursor.uleb(); code != 0; code = cursor.uleb()) {
            read.put(code, read.shape(cursor));
        }
        return read;
    }

    Format format() {
        return format;
    }

    private int shape(Cursor cursor) throws DwarfException {
        int shape = used;
        reserve(FIRST_ATTRIBUTE);
        words[shape + TAG] = (int) cursor.uleb();
        words[shape + CHILDREN] = cursor.u8();
        words[shape + SIBLING_AT] = NO_SIBLING;
        int fixed = 0;
        int count = 0;
        int name = (int) cursor.uleb();
        int form = (int) cursor.uleb();
        while (name != 0 || form != 0) {
            if (++count > MAX_ATTRIBUTES) {
                throw new DwarfException("an entry with more than " + MAX_ATTRIBUTES + " attributes");
            }
            int attribute = Attribute.of(name);
            if (attribute == Attribute.SIBLING && form == Form.REF4) {
                words[shape + SIBLING_AT] = fixed;
            }
            int bytes = Form.fixedBytes(form, format);
            fixed = fixed < 0 || bytes < 0 ? -1 : fixed + bytes;
            int at = used;
            reserve(WORDS_AN_ATTRIBUTE);
            words[at] = attribute;
            words[at + 1] = form;
            words[at + 2] = form == Form.IMPLICIT_CONST ? (int) cursor.sleb() : 0;
            name = (int) cursor.uleb();
            form = (int) cursor.uleb();
        }
        words[shape + FIXED_BYTES] = fixed;
        words[shape + ATTRIBUTES] = count;
        return shape;
    }

    private void reserve(int count) {
        if (words.length - used < count) {
            words = Arrays.copyOf(words, 2 * words.length);
        }
        used += count;
    }

    private void put(long code, int shape) {
        if (code < 0 || code > MAX_DENSE_CODE) {
            byLargeCode.put(code, shape);
            return;
        }
        if (code >= byCode.length) {
            byCode = Arrays.copyOf(byCode, Math.max((int) code + 1, 2 * byCode.length));
        }
        byCode[(int) code] = shape;
    }

    int shapeOf(long code) throws DwarfException {
        int shape = 0;
        if (code >= 0 && code < byCode.length) {
            shape = byCode[(int) code];
        } else {
            Integer found = byLargeCode.get(code);
            shape = found == null ? 0 : found;
        }
        if (shape == 0) {
            throw new DwarfException("an entry with the unknown abbreviation " + Long.toUnsignedString(code));
        }
        return shape;
    }

    int tag(int shape) {
        return words[shape + TAG];
    }

    boolean hasChildren(int shape) {
        return words[shape + CHILDREN] != 0;
    }

    /** @param cursor behind the entry's code; it is left behind the attributes */
    void skipAttributes(int shape, Cursor cursor) throws DwarfException {
        int fixed = words[shape + FIXED_BYTES];
        if (fixed >= 0) {
            cursor.skip(fixed);
            return;
        }
        int end = attributesEnd(shape);
        for (int at = shape + FIRST_ATTRIBUTE; at < end; at += WORDS_AN_ATTRIBUTE) {
            Form.skip(words[at + 1], cursor, format);
        }
    }

    /**
     * Passes over the attributes of an entry that has children. Returns the offset in the unit of what comes behind its children, or 0 if the
     * entry does not tell.
     *
     * @param cursor behind the entry's code; it is left behind the attributes if the result is 0, else anywhere
     */
    long skipToSibling(int shape, Cursor cursor) throws DwarfException {
        int siblingAt = words[shape + SIBLING_AT];
        if (siblingAt >= 0) {
            cursor.skip(siblingAt);
            return cursor.u32();
        }
        if (words[shape + FIXED_BYTES] >= 0) {
            cursor.skip(words[shape + FIXED_BYTES]);
            return 0;
        }
        long sibling = 0;
        int end = attributesEnd(shape);
        for (int at = shape + FIRST_ATTRIBUTE; at < end; at += WORDS_AN_ATTRIBUTE) {
            int form = words[at + 1];
            if (words[at] == Attribute.SIBLING && Form.isReferenceInUnit(form)) {
                sibling = Form.read(form, cursor, format);
            } else {
                Form.skip(form, cursor, format);
            }
        }
        return sibling;
    }

    /** @param cursor behind the entry's code; it is left behind the attributes */
    void readAttributes(int shape, Cursor cursor, Entry into) throws DwarfException {
        int end = attributesEnd(shape);
        for (int at = shape + FIRST_ATTRIBUTE; at < end; at += WORDS_AN_ATTRIBUTE) {
            int attribute = words[at];
            int form = words[at + 1];
            if (form == Form.INDIRECT) {
                form = Form.direct(cursor);
            }
            if (attribute == Attribute.OTHER) {
                Form.skip(form, cursor, format);
            } else if (form == Form.IMPLICIT_CONST) {
                into.set(attribute, form, words[at + 2]);
            } else {
                into.set(attribute, form, Form.read(form, cursor, format));
            }
        }
    }

    private int attributesEnd(int shape) {
        return shape + FIRST_ATTRIBUTE + WORDS_AN_ATTRIBUTE * words[shape + ATTRIBUTES];
    }
}
