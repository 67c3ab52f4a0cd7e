package tidemark.snapshot;

/**
 * A module that was unloaded pointed at the block until then.
 *
 * @param block its number, as in {@link Blocks}
 * @param wordAddress of the pointer, in the module file's own address space
 */
public record UnloadNote(int block, ModuleInstance module, long wordAddress) implements Note {}
