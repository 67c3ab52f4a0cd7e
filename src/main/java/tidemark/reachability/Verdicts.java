package tidemark.reachability;

/** The verdict of each block of a snapshot. */
public final class Verdicts {
    private static final Verdict[] VALUES = Verdict.values();

    private final byte[] verdicts;
    private final long[] indirectBytes;
    private final int[] causes;

    /**
     * @param verdicts the ordinal of block i's verdict
     * @param indirectBytes for a definitely lost block, the bytes that are lost indirectly through it alone; else 0
     * @param causes as {@link Causes#find} gives them
     */
    Verdicts(byte[] verdicts, long[] indirectBytes, int[] causes) {
        this.verdicts = verdicts;
        this.indirectBytes = indirectBytes;
        this.causes = causes;
    }

    public Verdict verdict(int block) {
        return VALUES[verdicts[block]];
    }

    /**
     * Bytes that became unreachable with this definitely lost block and are counted with it. Each indirectly lost block
     * is counted with exactly one leader.
     */
    public long indirectBytes(int block) {
        return indirectBytes[block];
    }

    /** The number of the snapshot's note that tells what held this lost block last; -1 if that is not known. */
    public int cause(int block) {
        return causes.length == 0 ? Causes.NONE : causes[block];
    }
}
