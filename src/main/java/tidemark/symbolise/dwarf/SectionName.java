package tidemark.symbolise.dwarf;

/** The sections that are read here. In split files each has {@code .dwo} behind its name. */
enum SectionName {
    INFO(".debug_info"),
    ABBREV(".debug_abbrev"),
    ARANGES(".debug_aranges"),
    LINE(".debug_line"),
    LINE_STR(".debug_line_str"),
    STR(".debug_str"),
    STR_OFFSETS(".debug_str_offsets"),
    ADDR(".debug_addr"),
    RANGES(".debug_ranges"),
    RNGLISTS(".debug_rnglists"),
    /** Which unit lies where in a package of split units. */
    CU_INDEX(".debug_cu_index");

    final String plain;

    SectionName(String plain) {
        this.plain = plain;
    }
}
