package tidemark.snapshot;

/** What pointed at a block when that went away, as the agent saw it. */
public sealed interface Note permits UnloadNote, EndNote {
    /** The number of the block, as in {@link Blocks}. */
    int block();
}
