package tidemark.symbolise.dwarf;

/** The attributes that matter here, as dense numbers: {@code DW_AT_*}, DWARF 5 table 7.5, with those that GNU tools wrote before there was one. */
final class Attribute {
    static final int SIBLING = 0;
    static final int NAME = 1;
    static final int LINKAGE_NAME = 2;
    static final int LOW_PC = 3;
    static final int HIGH_PC = 4;
    static final int RANGES = 5;
    static final int ABSTRACT_ORIGIN = 6;
    static final int SPECIFICATION = 7;
    static final int CALL_FILE = 8;
    static final int CALL_LINE = 9;
    static final int STMT_LIST = 10;
    static final int COMP_DIR = 11;
    static final int STR_OFFSETS_BASE = 12;
    static final int ADDR_BASE = 13;
    static final int RNGLISTS_BASE = 14;
    static final int GNU_RANGES_BASE = 15;
    static final int DWO_NAME = 16;
    static final int GNU_DWO_ID = 17;
    static final int LANGUAGE = 18;
    static final int COUNT = 19;

    static final int OTHER = -1;

    private Attribute() {}

    /** @param name as it stands in an abbreviation */
    static int of(int name) {
        return switch (name) {
            case 0x01 -> SIBLING;
            case 0x03 -> NAME;
            case 0x6e, 0x2007 -> LINKAGE_NAME; // the latter is DW_AT_MIPS_linkage_name, from before DWARF 4
            case 0x11 -> LOW_PC;
            case 0x12 -> HIGH_PC;
            case 0x55 -> RANGES;
            case 0x31 -> ABSTRACT_ORIGIN;
            case 0x47 -> SPECIFICATION;
            case 0x58 -> CALL_FILE;
            case 0x59 -> CALL_LINE;
            case 0x10 -> STMT_LIST;
            case 0x1b -> COMP_DIR;
            case 0x72 -> STR_OFFSETS_BASE;
            case 0x73, 0x2133 -> ADDR_BASE;
            case 0x74 -> RNGLISTS_BASE;
            case 0x2132 -> GNU_RANGES_BASE;
            case 0x76, 0x2130 -> DWO_NAME;
            case 0x2131 -> GNU_DWO_ID;
            case 0x13 -> LANGUAGE;
            default -> OTHER;
        };
    }
}
