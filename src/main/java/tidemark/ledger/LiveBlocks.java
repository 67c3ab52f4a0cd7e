package tidemark.ledger;

import java.util.Arrays;
import tidemark.snapshot.Blocks;

/** The live blocks, and which of them the ledger's notes are about. */
public final class LiveBlocks {
    private final Blocks blocks;

    /** Addresses, rising. */
    private final long[] noted;

    /** As many, of a forked child; else none. */
    private final long[] freed;

    LiveBlocks(Blocks blocks, long[] noted, long[] freed) {
        this.blocks = blocks;
        this.noted = noted;
        this.freed = freed;
    }

    public Blocks blocks() {
        return blocks;
    }

    /**
     * Whether a forked child's own block starts there, or the last one that did was the child's own and was freed. Where neither is, the memory may be
     * of what it inherited.
     */
    public boolean isOwn(long address) {
        int block = blocks.containing(address);
        return (block >= 0 && blocks.address(block) == address) || Arrays.binarySearch(freed, address) >= 0;
    }

    /** Whether the latest note about the address is about the block that is there now. */
    boolean isNoted(long address) {
        return Arrays.binarySearch(noted, address) >= 0;
    }
}
