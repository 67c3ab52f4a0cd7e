package tidemark.symbolise.dwarf;

/** The header of a line program (DWARF 5, 6.2.4), all but its tables of files. */
final class LineHeader {
    private static final long WIDE = 0xffff_ffffL;

    private final Format format;
    private final long end;
    private final long tables;
    private final long program;
    private final int minInstructionBytes;
    private final int maxOperations;
    private final int lineBase;
    private final int lineRange;
    private final int opcodeBase;
    private final byte[] operands;

    /**
     * @param cursor at the header; it is left behind what was read
     * @param unit whose {@code DW_AT_stmt_list} led here
     */
    LineHeader(Cursor cursor, Unit unit) throws DwarfException {
        long length = cursor.u32();
        boolean wide = length == WIDE;
        if (wide) {
            length = cursor.u64();
        }
        long start = cursor.offset();
        if (length < 0 || length > cursor.sizeBytes() - start) {
            throw new DwarfException("a line program that is longer than its section");
        }
        end = start + length;
        int version = cursor.u16();
        if (version < 2 || version > 5) {
            throw new DwarfException("a line program of version " + version);
        }
        int addressBytes = unit.format().addressBytes();
        if (version >= 5) {
            addressBytes = cursor.u8();
            cursor.u8(); // size of segment selectors, which nobody writes
        }
        format = new Format(version, wide, addressBytes);
        long headerLength = wide ? cursor.u64() : cursor.u32();
        if (headerLength < 0 || headerLength > length) {
            throw new DwarfException("a line program with a header longer than itself");
        }
        program = cursor.offset() + headerLength;
        minInstructionBytes = cursor.u8();
        maxOperations = version >= 4 ? Math.max(1, cursor.u8()) : 1;
        cursor.u8(); // whether rows are statements to begin with
        lineBase = (byte) cursor.u8();
        lineRange = cursor.u8();
        opcodeBase = cursor.u8();
        operands = new byte[Math.max(1, opcodeBase)];
        for (int opcode = 1; opcode < opcodeBase; opcode++) {
            operands[opcode] = (byte) cursor.u8();
        }
        tables = cursor.offset();
    }

    /** The version is the line program's own. */
    Format format() {
        return format;
    }

    /** First byte behind the program. */
    long end() {
        return end;
    }

    /** Where the tables of folders and files begin. */
    long tables() {
        return tables;
    }

    /** Where the first opcode stands. */
    long program() {
        return program;
    }

    int minInstructionBytes() {
        return minInstructionBytes;
    }

    int maxOperations() {
        return maxOperations;
    }

    int lineBase() {
        return lineBase;
    }

    int lineRange() {
        return lineRange;
    }

    /** The first special opcode. */
    int opcodeBase() {
        return opcodeBase;
    }

    /** How many operands a standard opcode has. */
    int operands(int opcode) {
        return operands[opcode];
    }
}
