package tidemark.symbolise.dwarf;

/** What an entry describes: {@code DW_TAG_*}, DWARF 5 table 7.3. */
final class Tag {
    static final int INLINED_SUBROUTINE = 0x1d;
    static final int MODULE = 0x1e;
    static final int SUBPROGRAM = 0x2e;
    static final int NAMESPACE = 0x39;
    static final int TYPE_UNIT = 0x41;

    private static final int LEXICAL_BLOCK = 0x0b;
    private static final int WITH_STATEMENT = 0x22;
    private static final int CATCH_BLOCK = 0x25;
    private static final int TRY_BLOCK = 0x32;

    private Tag() {}

    /** Whether it is a part of a function's body, in which calls can have been inlined. */
    static boolean isBlock(int tag) {
        return tag == LEXICAL_BLOCK || tag == TRY_BLOCK || tag == CATCH_BLOCK || tag == WITH_STATEMENT;
    }
}
