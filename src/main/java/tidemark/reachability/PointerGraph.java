package tidemark.reachability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/**
 * The pointers between blocks that are not lost, and from roots to them. Memory is read once, by rising address; what follows works on arrays.
 * A target is a block's number, with the highest bit set if the pointer leads into the middle and does not count as one to the start.
 */
final class PointerGraph {
    private static final int BATCH = 64;
    private static final int SMALL_BYTES = 4096;
    private static final int INSIDE = Integer.MIN_VALUE;

    private final Snapshot snapshot;
    private final Blocks blocks;
    private final Verdicts verdicts;
    private final Set<Heuristic> heuristics;
    private final BlockIndex index;
    private final LoaderBlocks loaderBlocks;
    private final EdgeLists edges;
    private final RootWords roots = new RootWords();
    private final Reading reading;

    private PointerGraph(Snapshot snapshot, Verdicts verdicts, Set<Heuristic> heuristics, int workers) {
        this.snapshot = snapshot;
        this.verdicts = verdicts;
        this.heuristics = heuristics;
        blocks = snapshot.blocks();
        index = new BlockIndex(blocks);
        loaderBlocks = new LoaderBlocks(snapshot);
        reading = new Reading();
        edges = blockEdges(workers);
        new RootEdges().read();
    }

    /** @param workers how many threads read the blocks */
    static PointerGraph of(Snapshot snapshot, Verdicts verdicts, Set<Heuristic> heuristics, int workers) {
        return new PointerGraph(snapshot, verdicts, heuristics, workers);
    }

    /** Each worker reads its share of the blocks. */
    private EdgeLists blockEdges(int workers) {
        List<FutureTask<EdgeLists>> tasks = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            int from = (int) ((long) blocks.count() * worker / workers);
            int to = (int) ((long) blocks.count() * (worker + 1) / workers);
            tasks.add(
                    worker < workers - 1
                            ? WorkerThreads.start("reading " + worker, () -> new BlockEdges(from, to).read())
                            : WorkerThreads.runHere(() -> new BlockEdges(from, to).read()));
        }
        List<EdgeLists> parts = new ArrayList<>();
        for (FutureTask<EdgeLists> task : tasks) {
            parts.add(WorkerThreads.await(task));
        }
        return EdgeLists.joined(parts);
    }

    /** What one thread needs. */
    private final class Reading {
        private final PointerScan scan = new PointerScan(snapshot.memory(), index.low(), index.span());
        private final InteriorPointers interior = new InteriorPointers(snapshot, heuristics);
        private final long[] words = new long[BATCH * (SMALL_BYTES / Long.BYTES)];
        private final int[] found = new int[words.length];

        /** Whether there is one word that may be a pointer, and then what it points at. */
        private boolean readsWord(long address) {
            if (scan.collect(address, address + Long.BYTES, words, 0) == 0) {
                return false;
            }
            index.find(words, 1, found);
            return found[0] != BlockIndex.NONE;
        }

        /** What the word leads to that is not lost, or NONE. */
        private int target(int pointedAt, long word) {
            if (pointedAt == BlockIndex.NONE) {
                return BlockIndex.NONE;
            }
            int block = BlockIndex.block(pointedAt);
            if (verdicts.isLost(block)) {
                return BlockIndex.NONE;
            }
            boolean counts = BlockIndex.isStart(pointedAt)
                    || loaderBlocks.contains(block)
                    || interior.heuristic(block, word).isPresent();
            return counts ? block : block | INSIDE;
        }
    }

    static boolean isInside(int target) {
        return target < 0;
    }

    static int block(int target) {
        return target & ~INSIDE;
    }

    /** From block to block. */
    EdgeLists edges() {
        return edges;
    }

    int rootWords() {
        return roots.count;
    }

    int rootTarget(int word) {
        return roots.targets[word];
    }

    RootWord rootWord(int word) {
        return new RootWord(roots.in.get(roots.roots[word]), roots.addresses[word]);
    }

    /** What the word holds. */
    long rootPointer(int word) {
        return roots.pointers[word];
    }

    /**
     * Where a block points at another.
     *
     * @param offsetBytes of the pointer in the block
     * @param intoBytes how far behind the other block's start it points
     */
    record Place(long offsetBytes, long intoBytes) {}

    /** The first pointer to the start, else the first one. The edge is known to be there. */
    Place placeIn(int block, int target) {
        boolean start = false;
        Place first = new Place(0, 0);
        boolean any = false;
        long stop = PointerScan.alignDown(blocks.address(block) + blocks.sizeBytes(block));
        PointerScan scan = reading.scan;
        for (long at = scan.nextHeld(blocks.address(block)); at < stop && !start; at = scan.nextHeld(at + Long.BYTES)) {
            if (reading.readsWord(at) && BlockIndex.block(reading.found[0]) == target) {
                start = BlockIndex.isStart(reading.found[0]);
                if (start || !any) {
                    first = new Place(at - blocks.address(block), reading.words[0] - blocks.address(target));
                    any = true;
                }
            }
        }
        return first;
    }

    private final class BlockEdges {
        private final Reading reading = new Reading();
        private final PointerScan scan = reading.scan;
        private final long[] words = reading.words;
        private final int[] found = reading.found;
        private final int from;
        private final int to;
        private final EdgeLists.Builder lists;
        private final int[] behind = new int[BATCH];
        private int collected;
        private int batched;

        BlockEdges(int from, int to) {
            this.from = from;
            this.to = to;
            lists = new EdgeLists.Builder(to - from, 2 * (to - from));
        }

        EdgeLists read() {
            for (int block = from; block < to; block++) {
                long bytes = verdicts.isLost(block) ? 0 : blocks.sizeBytes(block);
                if (bytes <= SMALL_BYTES) {
                    collected = scan.collect(blocks.address(block), blocks.address(block) + bytes, words, collected);
                    behind[batched++] = collected;
                    if (batched == BATCH) {
                        addBatch();
                    }
                } else {
                    addBatch();
                    addLarge(block);
                }
            }
            addBatch();
            return lists.build();
        }

        private void addBatch() {
            index.find(words, collected, found);
            int word = 0;
            for (int i = 0; i < batched; i++) {
                for (; word < behind[i]; word++) {
                    add(word);
                }
                lists.node();
            }
            batched = 0;
            collected = 0;
        }

        private void add(int word) {
            int target = reading.target(found[word], words[word]);
            if (target != BlockIndex.NONE) {
                lists.edge(target);
            }
        }

        private void addLarge(int block) {
            long stop = PointerScan.alignDown(blocks.end(block));
            long piece = (long) words.length * Long.BYTES;
            for (long at = scan.nextHeld(blocks.address(block)); at < stop; at = scan.nextHeld(at + piece)) {
                int count = scan.collect(at, Math.min(stop, at + piece), words, 0);
                index.find(words, count, found);
                for (int word = 0; word < count; word++) {
                    add(word);
                }
            }
            lists.node();
        }
    }

    /** Words of roots that point at blocks. */
    private static final class RootWords {
        private final List<Root> in = new ArrayList<>();
        private int[] roots = new int[1024];
        private long[] addresses = new long[1024];
        private long[] pointers = new long[1024];
        private int[] targets = new int[1024];
        private int count;

        void add(int root, long address, long pointer, int target) {
            if (count == roots.length) {
                int length = 2 * count;
                roots = Arrays.copyOf(roots, length);
                addresses = Arrays.copyOf(addresses, length);
                pointers = Arrays.copyOf(pointers, length);
                targets = Arrays.copyOf(targets, length);
            }
            roots[count] = root;
            addresses[count] = address;
            pointers[count] = pointer;
            targets[count++] = target;
        }
    }

    private final class RootEdges implements RootScan.Visitor {
        private static final int MODULES = 0;
        private static final int MAPPINGS = 3;

        private final PointerScan scan = reading.scan;
        private int root;

        void read() {
            RootScan all = new RootScan(snapshot);
            roots.in.addAll(snapshot.roots());
            roots.in.sort(RootEdges::compare);
            for (root = 0; root < roots.in.size(); root++) {
                all.scan(roots.in.get(root), this);
            }
            roots.in.add(RootWord.IGNORED);
            all.ignored(block -> roots.add(root, blocks.address(block), blocks.address(block), block));
        }

        /** Modules and mappings by path, not by where they lie in this run; threads as they were found. */
        private static int compare(Root a, Root b) {
            int byRank = Integer.compare(rank(a), rank(b));
            boolean byPath = byRank == 0 && (rank(a) == MODULES || rank(a) == MAPPINGS);
            return byPath ? ((Root.Range) a).label().compareTo(((Root.Range) b).label()) : byRank;
        }

        private static int rank(Root root) {
            if (root instanceof Root.Range range) {
                return switch (range.kind()) {
                    case MODULE_DATA -> MODULES;
                    case TLS -> 1;
                    case STACK -> 2;
                    case MAPPING, REGION -> MAPPINGS;
                };
            }
            return 4;
        }

        /** Only the words that point somewhere have an address worth knowing, and they are few: piece by piece they are told apart. */
        @Override
        public void range(long start, long end) {
            long stop = PointerScan.alignDown(end);
            long piece = 8L * Long.BYTES;
            for (long at = scan.nextHeld(PointerScan.alignUp(start)); at < stop; at = scan.nextHeld(at + piece)) {
                if (scan.collect(at, Math.min(stop, at + piece), reading.words, 0) > 0) {
                    readWords(at, Math.min(stop, at + piece));
                }
            }
        }

        private void readWords(long start, long end) {
            for (long at = start; at < end; at += Long.BYTES) {
                if (reading.readsWord(at)) {
                    add(at, reading.words[0], reading.found[0]);
                }
            }
        }

        @Override
        public void register(long value) {
            add(value, value, index.find(value));
        }

        private void add(long address, long pointer, int pointedAt) {
            int target = reading.target(pointedAt, pointer);
            if (target != BlockIndex.NONE) {
                roots.add(root, address, pointer, target);
            }
        }
    }
}
