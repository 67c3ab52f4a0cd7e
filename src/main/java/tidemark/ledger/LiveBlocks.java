package tidemark.ledger;

import java.util.Arrays;
import tidemark.snapshot.Blocks;

/** The live blocks, and which of them the ledger's notes are about. */
public final class LiveBlocks {
    private final Blocks blocks;

    /** Addresses, rising. */
    private final long[] noted;

    LiveBlocks(Blocks blocks, long[] noted) {
        this.blocks = blocks;
        this.noted = noted;
    }

    public Blocks blocks() {
        return blocks;
    }

    /** Whether the latest note about the address is about the block that is there now. */
    boolean isNoted(long address) {
        return Arrays.binarySearch(noted, address) >= 0;
    }
}
