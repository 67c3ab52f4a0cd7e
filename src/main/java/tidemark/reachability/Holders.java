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

    private final Blocks blocks;
    private final PointerGraph graph;

    /** The block that points at each on its chain; {@code -2 - number} of the root word that does; or NONE. */
    private final int[] holders;

    private final int[] lengths;
    private final int[] queue;
    private int queued;

    private Holders(Snapshot snapshot, PointerGraph graph) {
        blocks = snapshot.blocks();
        this.graph = graph;
        holders = new int[blocks.count()];
        lengths = new int[blocks.count()];
        queue = new int[blocks.count()];
        Arrays.fill(holders, NONE);
    }

    public static Holders of(Snapshot snapshot, Verdicts verdicts, Set<Heuristic> heuristics) {
        Holders result = new Holders(snapshot, PointerGraph.of(snapshot, verdicts, heuristics));
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
        for (int edge = edges.first(block); edge < edges.end(block); edge++) {
            int target = edges.target(edge);
            if (alsoInside || !PointerGraph.isInside(target)) {
                find(PointerGraph.block(target), block, lengths[block] + 1);
            }
        }
    }

    private void find(int block, int holder, int length) {
        if (holders[block] == NONE) {
            holders[block] = holder;
            lengths[block] = length;
            queue[queued++] = block;
        }
    }

    /** How many blocks lie between a root and the block; MAX_VALUE if no root leads there. */
    public int distance(int block) {
        return holders[block] == NONE ? Integer.MAX_VALUE : lengths[block];
    }

    /** Empty for a lost block. */
    public Optional<Chain> chain(int block) {
        if (holders[block] == NONE) {
            return Optional.empty();
        }
        List<Chain.Link> links = new ArrayList<>(lengths[block]);
        long into = NONE;
        int at = block;
        while (holders[at] >= 0) {
            PointerGraph.Place place = graph.placeIn(holders[at], at);
            links.add(new Chain.Link(holders[at], place.offsetBytes()));
            into = into == NONE ? place.intoBytes() : into;
            at = holders[at];
        }
        int word = -2 - holders[at];
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
