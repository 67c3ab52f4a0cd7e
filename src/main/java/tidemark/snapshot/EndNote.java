package tidemark.snapshot;

/**
 * The stack of a thread pointed at the block when the thread ended.
 *
 * @param block its number, as in {@link Blocks}
 * @param routine the first address of the function that the thread began with
 */
public record EndNote(int block, int tid, Frame routine) implements Note {}
