package tidemark.reachability;

import java.util.List;

/**
 * The shortest chain of pointers from a root to a block.
 *
 * @param root where it begins
 * @param links the blocks in between, from the root on, each with the place of its pointer to the next
 * @param intoBytes how far behind the block's start the last pointer points
 */
public record Chain(RootWord root, List<Link> links, long intoBytes) {
    /** @param offsetBytes of the pointer in the block */
    public record Link(int block, long offsetBytes) {}

    public Chain {
        links = List.copyOf(links);
    }
}
