package tidemark.reachability;

import java.util.Arrays;

/** The verdict of each block of a snapshot. */
public final class Verdicts {
    private static final Verdict[] VALUES = Verdict.values();

    private final byte[] verdicts;
    private final long[] indirectBytes;

    /**
     * @param verdicts the ordinal of block i's verdict
     * @param indirectBytes for a definitely lost block, the bytes that are lost indirectly through it alone; else 0
     */
    Verdicts(byte[] verdicts, long[] indirectBytes) {
        this.verdicts = verdicts;
        this.indirectBytes = indirectBytes;
    }

    /** For a process whose memory could not be read: nothing shows that a block is lost. */
    @SuppressWarnings("EnumOrdinal") // the form of the verdicts here
    public static Verdicts ofUnseenMemory(int blocks) {
        byte[] verdicts = new byte[blocks];
        Arrays.fill(verdicts, (byte) Verdict.STILL_REACHABLE.ordinal());
        return new Verdicts(verdicts, new long[blocks]);
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
}
