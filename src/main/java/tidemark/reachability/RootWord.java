package tidemark.reachability;

import tidemark.snapshot.Root;

/**
 * A word of a root that points at a block.
 *
 * @param address of the word; the root's value if it is a register
 */
public record RootWord(Root root, long address) {
    /** Stands for the program's wish that a block be ignored, which holds it as a pointer would. The word's address is the block's. */
    public static final Root.Range IGNORED = new Root.Range(Root.Kind.REGION, 0, 0, "");
}
