package tidemark.reachability;

import tidemark.snapshot.Root;

/**
 * A word of a root that points at a block.
 *
 * @param address of the word; the root's value if it is a register
 */
public record RootWord(Root root, long address) {}
