package tidemark.symbolise.dwarf;

/**
 * What reading one file may cost, in bytes looked at. Undamaged files come nowhere near; in a damaged one, lists can refer to lists so that
 * the work grows with the square of the file's size and more.
 */
final class Effort {
    private static final long TO_BEGIN_WITH = 64L << 20;
    private static final long FOR_EACH_ADDRESS = 1L << 20;
    /** How often each byte of a section may be looked at. */
    private static final int ROUNDS = 16;

    private long left = TO_BEGIN_WITH;

    void addSection(long sizeBytes) {
        left += ROUNDS * sizeBytes;
    }

    void addAddress() {
        left += FOR_EACH_ADDRESS;
    }

    void spend(long bytes) throws DwarfException {
        left -= bytes;
        if (left < 0) {
            throw new DwarfException("reading the debug information does not come to an end");
        }
    }
}
