package tidemark.reachability;

import static tidemark.reachability.Verdict.INDIRECTLY_LOST;
import static tidemark.reachability.Verdict.POSSIBLY_LOST;

import java.util.Set;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/**
 * What is lost and what is not, by Memcheck's rules ("Memory leak detection" in its manual, and what version 3.19 does).
 *
 * <p>The vertices are the blocks and the roots; an edge is an aligned word in a root, or wholly inside a block as it was asked for,
 * that points at a block: at its start, or anywhere else inside it.
 *
 * <ul>
 *   <li>Still reachable: a chain of pointers to starts leads there from a root. Some pointers into the middle count as such: {@link Heuristic}.
 *   <li>Possibly lost: a chain leads there, but each goes through a pointer into the middle of a block.
 *   <li>Of the others, by rising address: a block that no earlier one led to is a leader, definitely lost. What it leads to
 *       by pointers of either kind is indirectly lost and its bytes are the leader's. An earlier leader that it leads to is none
 *       any more and hands over its bytes. So a cycle that nothing leads to has its lowest block as leader.
 * </ul>
 *
 * <p>What is still reachable and the C and C++ libraries keep for themselves, {@link LibraryBlocks}, is told apart in the end.
 *
 * <p>One thing differs from Memcheck: a pointer into the middle of one of {@link LoaderBlocks} counts as one to its start.
 *
 * <p>Memcheck marks in any order and scans a block again when it turns from possibly lost to reachable. Here all that is reachable
 * is found first and the rest after it, which gives the same marks.
 *
 * <p>Blocks that the program wants to be ignored are as reachable as what a root points at. They are LeakSanitizer's, as are the regions that
 * the program registers.
 *
 * <p>A root's words that touch a block are never read as a root's, but for such a region's, whatever ranges the snapshot has: {@link RootScan}.
 */
public final class Reachability {
    /** Below, starting threads is not worth it. */
    private static final int SHARED_FROM_BLOCKS = 200_000;

    private static final int MOST_WORKERS = 4;

    private final Snapshot snapshot;
    private final Blocks blocks;
    private final BlockIndex index;
    private final LoaderBlocks loaderBlocks;
    private final Set<Heuristic> heuristics;
    private final PointerWalk walk;

    /**
     * As {@link Verdicts} has them. Zero is definitely lost: so is every block until something is found that points at it.
     */
    private final byte[] verdicts;

    private final long[] indirectBytes;
    private final BlockQueue possible = new BlockQueue();
    private final BlockQueue clique = new BlockQueue();
    private int leader;

    private Reachability(Snapshot snapshot, Set<Heuristic> heuristics) {
        this.snapshot = snapshot;
        this.heuristics = heuristics;
        blocks = snapshot.blocks();
        index = new BlockIndex(blocks);
        loaderBlocks = new LoaderBlocks(snapshot);
        walk = newWalk();
        verdicts = new byte[blocks.count()];
        indirectBytes = new long[blocks.count()];
    }

    /** The verdict of each of the snapshot's blocks. */
    public static Verdicts judge(Snapshot snapshot, Set<Heuristic> heuristics) {
        return judge(snapshot, heuristics, LibraryCalls.NOT_TOLD_APART);
    }

    /**
     * The verdict of each of the snapshot's blocks.
     *
     * @param calls by which the C library's own blocks are told from those that it allocated for the program
     */
    public static Verdicts judge(Snapshot snapshot, Set<Heuristic> heuristics, LibraryCalls calls) {
        return judge(snapshot, heuristics, calls, workers(snapshot));
    }

    /** How many threads are worth it. */
    static int workers(Snapshot snapshot) {
        boolean many = snapshot.blocks().count() >= SHARED_FROM_BLOCKS;
        return many ? Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors()) : 1;
    }

    /** @param workers how many threads follow the pointers */
    static Verdicts judge(Snapshot snapshot, Set<Heuristic> heuristics, int workers) {
        return judge(snapshot, heuristics, LibraryCalls.NOT_TOLD_APART, workers);
    }

    private static Verdicts judge(Snapshot snapshot, Set<Heuristic> heuristics, LibraryCalls calls, int workers) {
        Reachability reachability = new Reachability(snapshot, heuristics);
        if (snapshot.blocks().count() > 0) {
            reachability.judge(workers);
            LibraryBlocks.tellApart(
                    snapshot,
                    reachability.verdicts,
                    calls,
                    reachability.loaderBlocks,
                    reachability.index,
                    reachability.walk);
        }
        int[] causes = Causes.find(snapshot, reachability.verdicts, reachability.walk);
        return new Verdicts(reachability.verdicts, reachability.indirectBytes, causes);
    }

    private void judge(int workers) {
        ReachableMarking marking =
                new ReachableMarking(verdicts, loaderBlocks, () -> new InteriorPointers(snapshot, heuristics));
        ReachableMarking.Worker first = marking.new Worker();
        scanRoots(first);
        for (int block : marking.follow(first, workers, walk, this::newWalk).toArray()) {
            markPossible(block);
        }
        // From here on nothing becomes reachable any more.
        walk.follow(possible, this::markFromPossible);
        // From here on nothing becomes possibly lost any more.
        PointerWalk.Visitor joinClique = this::joinClique;
        for (leader = 0; leader < blocks.count(); leader++) {
            if (isLost(leader)) {
                clique.add(leader);
                walk.follow(clique, joinClique);
            }
        }
    }

    private void scanRoots(ReachableMarking.Worker worker) {
        RootScan scan = new RootScan(snapshot);
        RootScan.Visitor marking = new RootScan.Visitor() {
            @Override
            public void range(long start, long end) {
                walk.range(start, end, worker);
            }

            @Override
            public void register(long value) {
                walk.word(value, worker);
            }
        };
        for (Root root : snapshot.roots()) {
            scan.scan(root, marking);
        }
        scan.ignored(worker::mark);
    }

    private PointerWalk newWalk() {
        return new PointerWalk(blocks, index, snapshot.memory());
    }

    private void markFromPossible(long[] words, int[] found, int count) {
        for (int i = 0; i < count; i++) {
            if (found[i] != BlockIndex.NONE) {
                markPossible(BlockIndex.block(found[i]));
            }
        }
    }

    private void markPossible(int block) {
        if (isLost(block)) {
            mark(block, POSSIBLY_LOST);
            possible.add(block);
        }
    }

    private void joinClique(long[] words, int[] found, int count) {
        for (int i = 0; i < count; i++) {
            int block = BlockIndex.block(found[i]);
            if (found[i] == BlockIndex.NONE || !isLost(block) || block == leader) {
                continue;
            }
            mark(block, INDIRECTLY_LOST);
            indirectBytes[leader] += blocks.sizeBytes(block) + indirectBytes[block];
            indirectBytes[block] = 0;
            // What an earlier leader leads to was marked then.
            if (block > leader) {
                clique.add(block);
            }
        }
    }

    /** Nothing was found yet that points at the block, but itself. */
    private boolean isLost(int block) {
        return is(block, Verdict.DEFINITELY_LOST);
    }

    private boolean is(int block, Verdict verdict) {
        return verdicts[block] == Verdicts.code(verdict);
    }

    private void mark(int block, Verdict verdict) {
        verdicts[block] = Verdicts.code(verdict);
    }
}
