package tidemark.reachability;

import java.util.Arrays;
import java.util.Optional;

/** The verdict of each block of a snapshot. */
public final class Verdicts {
    private static final Verdict[] VALUES = Verdict.values();
    private static final Heuristic[] HEURISTICS = Heuristic.values();

    private static final byte DEFINITE = code(Verdict.DEFINITELY_LOST);
    private static final byte INDIRECT = code(Verdict.INDIRECTLY_LOST);

    private final byte[] verdicts;
    private final long[] indirectBytes;
    private final int[] causes;

    /**
     * @param verdicts the code of block i's verdict, or of the heuristic by which it is still reachable
     * @param indirectBytes for a definitely lost block, the bytes that are lost indirectly through it alone; else 0
     * @param causes as {@link Causes#find} gives them
     */
    Verdicts(byte[] verdicts, long[] indirectBytes, int[] causes) {
        this.verdicts = verdicts;
        this.indirectBytes = indirectBytes;
        this.causes = causes;
    }

    @SuppressWarnings("EnumOrdinal") // a byte a block; never leaves this process
    static byte code(Verdict verdict) {
        return (byte) verdict.ordinal();
    }

    @SuppressWarnings("EnumOrdinal")
    static byte code(Heuristic heuristic) {
        return (byte) (VALUES.length + heuristic.ordinal());
    }

    /** For a process whose memory could not be read: nothing shows that a block is lost. */
    public static Verdicts ofUnseenMemory(int blocks) {
        byte[] verdicts = new byte[blocks];
        Arrays.fill(verdicts, code(Verdict.STILL_REACHABLE));
        return new Verdicts(verdicts, new long[blocks], new int[0]);
    }

    public Verdict verdict(int block) {
        return verdicts[block] < VALUES.length ? VALUES[verdicts[block]] : Verdict.STILL_REACHABLE;
    }

    boolean isLost(int block) {
        return verdicts[block] == DEFINITE || verdicts[block] == INDIRECT;
    }

    /** The heuristic without which a block that is still reachable would not be. */
    public Optional<Heuristic> heuristic(int block) {
        int code = verdicts[block] - VALUES.length;
        return code < 0 ? Optional.empty() : Optional.of(HEURISTICS[code]);
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
