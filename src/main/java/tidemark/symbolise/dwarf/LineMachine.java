package tidemark.symbolise.dwarf;

/** The state machine that runs a line program from one row to the next (DWARF 5, 6.2.2 and 6.2.5). Columns and flags are not kept. */
final class LineMachine {
    private static final int COPY = 1;
    private static final int ADVANCE_PC = 2;
    private static final int ADVANCE_LINE = 3;
    private static final int SET_FILE = 4;
    private static final int CONST_ADD_PC = 8;
    private static final int FIXED_ADVANCE_PC = 9;
    private static final int END_SEQUENCE = 1;
    private static final int SET_ADDRESS = 2;
    private static final int DEFINE_FILE = 3;

    private final LineHeader header;
    private final Cursor cursor;

    private long address;
    private int operation;
    private int file;
    private int line;
    private boolean sequenceEnded;
    /** Offset of the latest {@code DEFINE_FILE}'s operands; negative if there was none. */
    private long definedFile = -1;

    /** @param cursor for this machine alone */
    LineMachine(LineHeader header, Cursor cursor) throws DwarfException {
        this.header = header;
        this.cursor = cursor;
        startSequence();
        cursor.seek(header.program());
    }

    private void startSequence() {
        address = 0;
        operation = 0;
        file = 1;
        line = 1;
        sequenceEnded = false;
    }

    /** Goes on from a row that was there before, in a program without operations within instructions. */
    void resume(long atOffset, long atAddress, int inFile, int atLine) throws DwarfException {
        startSequence();
        address = atAddress;
        file = inFile;
        line = atLine;
        cursor.seek(atOffset);
    }

    void restart(long atOffset) throws DwarfException {
        startSequence();
        cursor.seek(atOffset);
    }

    /** Runs up to the next row, which the state is then; false if there is none. */
    boolean nextRow() throws DwarfException {
        if (sequenceEnded) {
            startSequence();
        }
        while (cursor.offset() < header.end()) {
            int opcode = cursor.u8();
            if (opcode >= header.opcodeBase()) {
                special(opcode);
                return true;
            }
            if (opcode == 0 ? extended() : standard(opcode)) {
                return true;
            }
        }
        return false;
    }

    private void special(int opcode) throws DwarfException {
        if (header.lineRange() == 0) {
            throw new DwarfException("a line program without a range of lines");
        }
        int adjusted = opcode - header.opcodeBase();
        advance(adjusted / header.lineRange());
        line += header.lineBase() + adjusted % header.lineRange();
    }

    private void advance(long operations) {
        if (header.maxOperations() == 1) {
            address += operations * header.minInstructionBytes();
        } else {
            long total = operation + operations;
            address += total / header.maxOperations() * header.minInstructionBytes();
            operation = (int) (total % header.maxOperations());
        }
    }

    /** Returns whether it made a row. */
    private boolean standard(int opcode) throws DwarfException {
        switch (opcode) {
            case COPY -> {
                return true;
            }
            case ADVANCE_PC -> advance(cursor.uleb());
            case ADVANCE_LINE -> line += (int) cursor.sleb();
            case SET_FILE -> file = (int) cursor.uleb();
            case CONST_ADD_PC -> {
                if (header.lineRange() != 0) {
                    advance((255 - header.opcodeBase()) / header.lineRange());
                }
            }
            case FIXED_ADVANCE_PC -> {
                address += cursor.u16();
                operation = 0;
            }
            default -> {
                for (int i = 0; i < header.operands(opcode); i++) {
                    cursor.skipLeb();
                }
            }
        }
        return false;
    }

    /** Returns whether it made a row. */
    private boolean extended() throws DwarfException {
        long length = cursor.uleb();
        long next = cursor.offset() + length;
        if (length < 0 || next > header.end()) {
            throw new DwarfException("a line program with an opcode longer than itself");
        }
        if (length == 0) {
            return false;
        }
        switch (cursor.u8()) {
            case END_SEQUENCE -> {
                cursor.seek(next);
                sequenceEnded = true;
                return true;
            }
            case SET_ADDRESS -> {
                address = cursor.unsigned((int) length - 1);
                operation = 0;
            }
            case DEFINE_FILE -> definedFile = cursor.offset();
            default -> {}
        }
        cursor.seek(next);
        return false;
    }

    /** Where the program goes on after the latest row. */
    long offset() {
        return cursor.offset();
    }

    long address() {
        return address;
    }

    int file() {
        return file;
    }

    int line() {
        return line;
    }

    /** Whether the latest row is the first address behind a sequence. */
    boolean sequenceEnded() {
        return sequenceEnded;
    }

    long definedFile() {
        return definedFile;
    }
}
