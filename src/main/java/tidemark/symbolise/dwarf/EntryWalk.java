package tidemark.symbolise.dwarf;

/**
 * Goes through the entries below an entry in the order in which they are written, each followed by its children unless these are passed over. It
 * always gets further in the section, so it comes to an end whatever the bytes are.
 */
final class EntryWalk {
    private final Unit unit;
    private final Abbreviations shapes;
    private final Cursor cursor;
    /** How deep the next entry to be read is, and the current one; children of the start have level 1. */
    private int nextLevel = 1;

    private int level;
    private long at;
    private int shape;
    /** Whether the cursor stands behind the current entry's attributes, or its children too. */
    private boolean attributesPassed = true;

    private boolean childrenPassed = true;
    /** Of the current entry; 0 if it is not known. */
    private long sibling;

    /** @param start an entry that has children */
    EntryWalk(Unit unit, Entry start) throws DwarfException {
        this.unit = unit;
        this.shapes = unit.abbreviations();
        this.cursor = unit.info().seek(start.end());
    }

    /** Moves to the next entry; false if there is none. */
    boolean next() throws DwarfException {
        if (!attributesPassed) {
            shapes.skipAttributes(shape, cursor);
        }
        if (!childrenPassed) {
            nextLevel++;
        }
        long end = unit.header().end();
        while (nextLevel > 0 && cursor.offset() < end) {
            at = cursor.offset();
            long code = cursor.uleb();
            if (code == 0) {
                nextLevel--;
            } else {
                start(code);
                return true;
            }
        }
        attributesPassed = true;
        childrenPassed = true;
        return false;
    }

    private void start(long code) throws DwarfException {
        level = nextLevel;
        shape = shapes.shapeOf(code);
        attributesPassed = false;
        childrenPassed = !shapes.hasChildren(shape);
        sibling = 0;
    }

    int tag() {
        return shapes.tag(shape);
    }

    int level() {
        return level;
    }

    /** Where the current entry begins. */
    long offset() {
        return at;
    }

    /** Reads the current entry; once. */
    void read(Entry into) throws DwarfException {
        into.readShape(shapes, shape, cursor, at);
        attributesPassed = true;
        sibling = Form.isReferenceInUnit(into.form(Attribute.SIBLING)) ? into.value(Attribute.SIBLING) : 0;
    }

    /** Passes over the current entry's children if it tells where they end. Returns whether there were any and they were passed over. */
    boolean passChildren() throws DwarfException {
        if (childrenPassed) {
            return false;
        }
        if (!attributesPassed) {
            sibling = shapes.skipToSibling(shape, cursor);
            attributesPassed = true;
        }
        if (sibling == 0) {
            return false;
        }
        long offset = unit.header().offset() + sibling;
        if (offset <= at || offset > unit.header().end()) {
            throw new DwarfException("an entry whose sibling does not follow it");
        }
        cursor.seek(offset);
        childrenPassed = true;
        return true;
    }
}
