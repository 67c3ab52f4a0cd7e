package tidemark.symbolise.dwarf;

/** Takes ranges of addresses, one after the other. */
interface Ranges {
    void add(long start, long end) throws DwarfException;
}
