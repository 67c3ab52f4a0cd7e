package tidemark.symbolise.dwarf;

/** How an attribute's value is written: {@code DW_FORM_*}, DWARF 5 table 7.6, with GNU's additions for split units and for dwz. */
final class Form {
    static final int ADDR = 0x01;
    static final int BLOCK2 = 0x03;
    static final int BLOCK4 = 0x04;
    static final int DATA2 = 0x05;
    static final int DATA4 = 0x06;
    static final int DATA8 = 0x07;
    static final int STRING = 0x08;
    static final int BLOCK = 0x09;
    static final int BLOCK1 = 0x0a;
    static final int DATA1 = 0x0b;
    static final int FLAG = 0x0c;
    static final int SDATA = 0x0d;
    static final int STRP = 0x0e;
    static final int UDATA = 0x0f;
    static final int REF_ADDR = 0x10;
    static final int REF1 = 0x11;
    static final int REF2 = 0x12;
    static final int REF4 = 0x13;
    static final int REF8 = 0x14;
    static final int REF_UDATA = 0x15;
    static final int INDIRECT = 0x16;
    static final int SEC_OFFSET = 0x17;
    static final int EXPRLOC = 0x18;
    static final int FLAG_PRESENT = 0x19;
    static final int STRX = 0x1a;
    static final int ADDRX = 0x1b;
    static final int REF_SUP4 = 0x1c;
    static final int STRP_SUP = 0x1d;
    static final int DATA16 = 0x1e;
    static final int LINE_STRP = 0x1f;
    static final int REF_SIG8 = 0x20;
    static final int IMPLICIT_CONST = 0x21;
    static final int LOCLISTX = 0x22;
    static final int RNGLISTX = 0x23;
    static final int REF_SUP8 = 0x24;
    static final int STRX1 = 0x25;
    static final int STRX2 = 0x26;
    static final int STRX3 = 0x27;
    static final int STRX4 = 0x28;
    static final int ADDRX1 = 0x29;
    static final int ADDRX2 = 0x2a;
    static final int ADDRX3 = 0x2b;
    static final int ADDRX4 = 0x2c;
    static final int GNU_ADDR_INDEX = 0x1f01;
    static final int GNU_STR_INDEX = 0x1f02;
    static final int GNU_REF_ALT = 0x1f20;
    static final int GNU_STRP_ALT = 0x1f21;

    private static final int VARIABLE = -1;

    private Form() {}

    /** How many bytes each value has; negative if that differs, or if there is no such form. */
    static int fixedBytes(int form, Format format) {
        return switch (form) {
            case FLAG_PRESENT, IMPLICIT_CONST -> 0;
            case DATA1, FLAG, REF1, STRX1, ADDRX1 -> 1;
            case DATA2, REF2, STRX2, ADDRX2 -> 2;
            case STRX3, ADDRX3 -> 3;
            case DATA4, REF4, REF_SUP4, STRX4, ADDRX4 -> 4;
            case DATA8, REF8, REF_SIG8, REF_SUP8 -> 8;
            case DATA16 -> 16;
            case ADDR -> format.addressBytes();
            case REF_ADDR -> format.referenceBytes();
            case STRP, SEC_OFFSET, STRP_SUP, LINE_STRP, GNU_REF_ALT, GNU_STRP_ALT -> format.offsetBytes();
            default -> VARIABLE;
        };
    }

    /** Passes over a value; {@code IMPLICIT_CONST} has none. */
    static void skip(int form, Cursor cursor, Format format) throws DwarfException {
        switch (form) {
            case BLOCK2 -> cursor.skip(cursor.u16());
            case BLOCK4 -> cursor.skip(cursor.u32());
            case BLOCK1 -> cursor.skip(cursor.u8());
            case BLOCK, EXPRLOC -> cursor.skip(cursor.uleb());
            case STRING -> cursor.skipText();
            case SDATA, UDATA, REF_UDATA, STRX, ADDRX, LOCLISTX, RNGLISTX, GNU_ADDR_INDEX, GNU_STR_INDEX ->
                cursor.skipLeb();
            case INDIRECT -> skip(direct(cursor), cursor, format);
            default -> cursor.skip(known(form, format));
        }
    }

    private static int known(int form, Format format) throws DwarfException {
        int bytes = fixedBytes(form, format);
        if (bytes < 0) {
            throw new DwarfException("unknown form 0x" + Integer.toHexString(form));
        }
        return bytes;
    }

    /** The form that stands in front of an {@code INDIRECT} value. */
    static int direct(Cursor cursor) throws DwarfException {
        long form = cursor.uleb();
        if (form == INDIRECT || form == IMPLICIT_CONST || form >>> 16 != 0) {
            throw new DwarfException("unknown indirect form 0x" + Long.toHexString(form));
        }
        return (int) form;
    }

    /**
     * Reads a value as a number: the constant, offset, index or address itself; of a text that stands in place, its offset in the section; of a
     * block, nothing of use.
     */
    static long read(int form, Cursor cursor, Format format) throws DwarfException {
        return switch (form) {
            case SDATA -> cursor.sleb();
            case UDATA, REF_UDATA, STRX, ADDRX, LOCLISTX, RNGLISTX, GNU_ADDR_INDEX, GNU_STR_INDEX -> cursor.uleb();
            case STRING -> {
                long offset = cursor.offset();
                cursor.skipText();
                yield offset;
            }
            case FLAG_PRESENT -> 1;
            case STRX3, ADDRX3 -> cursor.u24();
            case DATA16, BLOCK, BLOCK1, BLOCK2, BLOCK4, EXPRLOC -> {
                skip(form, cursor, format);
                yield 0;
            }
            default -> cursor.unsigned(known(form, format));
        };
    }

    /** Whether the value counts from the unit's header. */
    static boolean isReferenceInUnit(int form) {
        return form >= REF1 && form <= REF_UDATA;
    }

    static boolean isAddress(int form) {
        return switch (form) {
            case ADDR, ADDRX, ADDRX1, ADDRX2, ADDRX3, ADDRX4, GNU_ADDR_INDEX -> true;
            default -> false;
        };
    }
}
