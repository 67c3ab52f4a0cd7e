package tidemark.reachability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.Snapshot;

/**
 * What holds the blocks that are not lost: for each the shortest chain of pointers from a root, and for a root what would be lost without it.
 *
 * <p>Chains are of pointers to starts, and of what counts as such (see {@link Reachability}), as long as there is one; a possibly lost block's chain
 * has a pointer into the middle. Of chains of one length that from a variable is preferred to one from a stack, and the latter to other roots.
 */
public final class Holders {
    private static final int NONE = -1;
    private static final long UNSEEN = -1;

    private final Blocks blocks;
    private final PointerGraph graph;

    /**
     * For each block, in the upper half, the block that points at it on its chain, or {@code -2 - number} of the root word that does; in the lower half
     * the chain's length. One word, since it is looked up for each pointer.
     */
    private final long[] chains;

    /** In the order in which the blocks were found. */
    private final int[] queue;

    private int queued;
    /** Of each block in the queue; empty until it is asked for. */
    private int[] positions = {};

    private Holders(Snapshot snapshot, PointerGraph graph) {
        blocks = snapshot.blocks();
        this.graph = graph;
        chains = new long[blocks.count()];
        queue = new int[blocks.count()];
        Arrays.fill(chains, UNSEEN);
    }

    public static Holders of(Snapshot snapshot, Verdicts verdicts, Set<Heuristic> heuristics) {
        int workers = Reachability.workers(snapshot);
        return of(snapshot, verdicts, heuristics, workers);
    }

    /** @param workers how many threads read the blocks */
    static Holders of(Snapshot snapshot, Verdicts verdicts, Set<Heuristic> heuristics, int workers) {
        Holders result = new Holders(snapshot, PointerGraph.of(snapshot, verdicts, heuristics, workers));
        result.search();
        return result;
    }

    /** First along pointers to starts alone; from all that was found so, on along the others. */
    private void search() {
        for (int word = 0; word < graph.rootWords(); word++) {
            if (!PointerGraph.isInside(graph.rootTarget(word))) {
                find(PointerGraph.block(graph.rootTarget(word)), -2 - word, 0);
            }
        }
        follow(0, false);
        int reachable = queued;
        for (int word = 0; word < graph.rootWords(); word++) {
            find(PointerGraph.block(graph.rootTarget(word)), -2 - word, 0);
        }
        for (int i = 0; i < reachable; i++) {
            findFrom(queue[i], true);
        }
        follow(reachable, true);
    }

    private void follow(int from, boolean alsoInside) {
        for (int i = from; i < queued; i++) {
            findFrom(queue[i], alsoInside);
        }
    }

    private void findFrom(int block, boolean alsoInside) {
        EdgeLists edges = graph.edges();
        int length = length(block) + 1;
        int end = edges.end(block);
        for (int edge = edges.first(block); edge < end; edge++) {
            int target = edges.target(edge);
            if (alsoInside || !PointerGraph.isInside(target)) {
                find(PointerGraph.block(target), block, length);
            }
        }
    }

    private void find(int block, int holder, int length) {
        if (chains[block] == UNSEEN) {
            chains[block] = (long) holder << 32 | length;
            queue[queued++] = block;
        }
    }

    private int holder(int block) {
        return (int) (chains[block] >> 32);
    }

    private int length(int block) {
        return (int) chains[block];
    }

    /**
     * Whether the chain to a block is shorter than the one to another; of those of one length, whether it was found before, which does not depend on where
     * in the heap the blocks lie.
     */
    public boolean isNearer(int block, int other) {
        int distance = distance(block);
        int otherDistance = distance(other);
        return distance < otherDistance || (distance == otherDistance && isFoundBefore(block, other));
    }

    private boolean isFoundBefore(int block, int other) {
        if (positions.length == 0) {
            positions = new int[blocks.count()];
            for (int i = 0; i < queued; i++) {
                positions[queue[i]] = i;
            }
        }
        return positions[block] < positions[other];
    }

    /** How many blocks lie between a root and the block; MAX_VALUE if no root leads there. */
    public int distance(int block) {
        return chains[block] == UNSEEN ? Integer.MAX_VALUE : length(block);
    }

    /** Empty for a lost block. */
    public Optional<Chain> chain(int block) {
        if (chains[block] == UNSEEN) {
            return Optional.empty();
        }
        List<Chain.Link> links = new ArrayList<>(length(block));
        long into = NONE;
        int at = block;
        while (holder(at) >= 0) {
            PointerGraph.Place place = graph.placeIn(holder(at), at);
            links.add(new Chain.Link(holder(at), place.offsetBytes()));
            into = into == NONE ? place.intoBytes() : into;
            at = holder(at);
        }
        int word = -2 - holder(at);
        into = into == NONE ? graph.rootPointer(word) - blocks.address(block) : into;
        return Optional.of(new Chain(graph.rootWord(word), links.reversed(), into));
    }

    /** The words of roots that point at blocks which are not lost; of those in one root by rising address. */
    public List<RootWord> rootWords() {
        List<RootWord> words = new ArrayList<>(graph.rootWords());
        for (int word = 0; word < graph.rootWords(); word++) {
            words.add(graph.rootWord(word));
        }
        return words;
    }

    /**
     * What would be lost without a root.
     *
     * @param rootOf for each of {@link #rootWords} the number of what it belongs to, such as a variable
     * @param ownerOf for each of these the number of what it belongs to in turn, such as a module
     */
    public Retained retained(int[] rootOf, int[] ownerOf) {
        return Retained.of(blocks, graph, rootOf, ownerOf);
    }
}
