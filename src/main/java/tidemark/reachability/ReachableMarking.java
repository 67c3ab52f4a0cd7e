package tidemark.reachability;

import static tidemark.reachability.Verdict.DEFINITELY_LOST;
import static tidemark.reachability.Verdict.STILL_REACHABLE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Marks the blocks to which a chain of pointers to starts leads, by several threads if that is asked for.
 *
 * <p>Workers share the marks without a lock. All that one of them writes is "reachable", so they cannot contradict each other; two that come to
 * a block at once both scan it, which costs time but changes nothing. Which blocks are reachable by a heuristic is kept apart from those marks,
 * so that a pointer to the start always wins. What other pointers into the middle lead to is only noted, since it may yet turn out to be reachable.
 */
final class ReachableMarking {
    /** A worker that has more gives half of it to one that has none. */
    private static final int ENOUGH_TO_SHARE = 256;

    private static final byte REACHABLE = Verdicts.code(STILL_REACHABLE);
    private static final byte LOST = Verdicts.code(DEFINITELY_LOST);

    private final byte[] verdicts;
    private final LoaderBlocks loaderBlocks;
    private final Supplier<InteriorPointers> interiorPointers;

    /** Noted as pointed into. */
    private final boolean[] suspected;

    /** The code of the heuristic by which a block was found, or 0. */
    private final byte[] heuristics;

    /** @param interiorPointers makes one for each worker */
    ReachableMarking(byte[] verdicts, LoaderBlocks loaderBlocks, Supplier<InteriorPointers> interiorPointers) {
        this.verdicts = verdicts;
        this.loaderBlocks = loaderBlocks;
        this.interiorPointers = interiorPointers;
        suspected = new boolean[verdicts.length];
        heuristics = new byte[verdicts.length];
    }

    /** Marks and collects; scans only when it is told to. For one thread. */
    final class Worker implements PointerWalk.Visitor {
        private final BlockQueue marked = new BlockQueue();
        private final BlockQueue suspects = new BlockQueue();
        private final BlockQueue foundByHeuristic = new BlockQueue();
        private final InteriorPointers interior = interiorPointers.get();

        /** As if a pointer to its start was found. */
        void mark(int block) {
            if (verdicts[block] != REACHABLE) {
                verdicts[block] = REACHABLE;
                marked.add(block);
            }
        }

        @Override
        public void pointers(long[] words, int[] found, int count) {
            for (int i = 0; i < count; i++) {
                int block = BlockIndex.block(found[i]);
                if (found[i] == BlockIndex.NONE || verdicts[block] == REACHABLE) {
                    continue;
                }
                if (BlockIndex.isStart(found[i]) || loaderBlocks.contains(block)) {
                    mark(block);
                } else if (heuristics[block] == 0) {
                    inside(block, words[i]);
                }
            }
        }

        private void inside(int block, long pointer) {
            Optional<Heuristic> heuristic = interior.heuristic(block, pointer);
            if (heuristic.isPresent()) {
                heuristics[block] = Verdicts.code(heuristic.get());
                foundByHeuristic.add(block);
                marked.add(block);
            } else if (!suspected[block]) {
                suspected[block] = true;
                suspects.add(block);
            }
        }

        private void work(PointerWalk walk, WorkPool pool) throws InterruptedException {
            Optional<int[]> given = Optional.of(new int[0]);
            while (given.isPresent()) {
                marked.addAll(given.get());
                while (!marked.isEmpty()) {
                    walk.step(marked, this);
                    if (pool.wanted() && marked.count() >= ENOUGH_TO_SHARE) {
                        pool.offer(marked.takeOlderHalf());
                    }
                }
                given = pool.take();
            }
        }
    }

    /**
     * Follows what the first worker has marked, to the end.
     *
     * @param first who has seen the roots, and works in the calling thread
     * @param walk the first worker's
     * @param walks makes one for each of the others
     * @return the blocks that are pointed into and not reachable
     */
    BlockQueue follow(Worker first, int workers, PointerWalk walk, Supplier<PointerWalk> walks) {
        WorkPool pool = new WorkPool(workers);
        List<Worker> all = new ArrayList<>(List.of(first));
        List<FutureTask<@Nullable Void>> tasks = new ArrayList<>();
        for (int i = 1; i < workers; i++) {
            Worker other = new Worker();
            all.add(other);
            tasks.add(WorkerThreads.start("marking " + i, () -> {
                work(other, walks.get(), pool);
                return null;
            }));
        }
        work(first, walk, pool);
        tasks.forEach(WorkerThreads::await);
        all.forEach(this::markFoundByHeuristic);
        return suspects(all);
    }

    private void markFoundByHeuristic(Worker worker) {
        for (int block : worker.foundByHeuristic.toArray()) {
            if (verdicts[block] != REACHABLE) {
                verdicts[block] = heuristics[block];
            }
        }
    }

    private static void work(Worker worker, PointerWalk walk, WorkPool pool) {
        try {
            worker.work(walk, pool);
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts a check", e);
        } finally {
            pool.end();
        }
    }

    private BlockQueue suspects(List<Worker> workers) {
        BlockQueue pointedInto = new BlockQueue();
        for (Worker worker : workers) {
            for (int block : worker.suspects.toArray()) {
                if (verdicts[block] == LOST) {
                    pointedInto.add(block);
                }
            }
        }
        return pointedInto;
    }
}
