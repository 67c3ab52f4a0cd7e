package tidemark.capture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tidemark.process.ThreadNumbers;
import tidemark.snapshot.Root;
import tidemark.snapshot.ThreadStart;

/**
 * What of the threads' stacks is root: of a running thread everything from its stack pointer up, which takes in its TLS
 * and control block; of an ended one that nobody has joined the control block, which holds its result; of one that is gone
 * nothing but the pointer to its TLS vector.
 *
 * @param all every address known to belong to a stack
 * @param roots the part of them that is root
 * @param starts of running threads, as far as they are known
 */
record ThreadStacks(Ranges all, List<Area> roots, List<ThreadStart> starts, List<String> gaps) {
    /** Of tcbhead_t.dtv in struct pthread, which the x86-64 TLS ABI fixes. */
    private static final long TLS_VECTOR_OFFSET = 8;

    private static final String UNKNOWN =
            "glibc's list of threads could not be read, so all memory of their stacks was taken as in use:"
                    + " stale pointers there may hide leaks";

    /**
     * @param numbers from those that glibc knows to those of the running threads
     * @param pid the number of the main thread, too
     * @param mainStack the kernel's [stack] mapping
     */
    static ThreadStacks of(
            Words words,
            StackLists lists,
            ThreadNumbers numbers,
            int pid,
            List<RunningThread> threads,
            Ranges mainStack) {
        Optional<List<StackBlock>> used = read(words, lists, lists.used());
        Optional<List<StackBlock>> user = read(words, lists, lists.user());
        Optional<List<StackBlock>> cached = read(words, lists, lists.cache());
        if (used.isEmpty() || user.isEmpty() || cached.isEmpty()) {
            return new Sorting(lists, numbers, pid, threads).with(List.of(), List.of(), mainStack, List.of(UNKNOWN));
        }
        List<StackBlock> owned = new ArrayList<>(used.get());
        owned.addAll(user.get());
        return new Sorting(lists, numbers, pid, threads).with(owned, cached.get(), mainStack, List.of());
    }

    private static Optional<List<StackBlock>> read(Words words, StackLists lists, long head) {
        return lists.known() ? StackBlock.list(words, lists, head) : Optional.empty();
    }

    /** Gives every stack to its thread. */
    private static final class Sorting {
        private final StackLists lists;
        private final ThreadNumbers numbers;
        private final int pid;
        private final List<RunningThread> threads;
        private final Map<Integer, RunningThread> byTid = new HashMap<>();
        private final List<Area> roots = new ArrayList<>();
        private final List<ThreadStart> starts = new ArrayList<>();

        Sorting(StackLists lists, ThreadNumbers numbers, int pid, List<RunningThread> threads) {
            this.lists = lists;
            this.numbers = numbers;
            this.pid = pid;
            this.threads = threads;
            for (RunningThread thread : threads) {
                byTid.put(thread.tid(), thread);
            }
        }

        ThreadStacks with(List<StackBlock> owned, List<StackBlock> cached, Ranges mainStack, List<String> gaps) {
            Ranges.Builder all = new Ranges.Builder();
            roots.add(mainThread(owned, mainStack));
            for (StackBlock block : owned) {
                if (block.ofMainThread()) {
                    all.add(ownVariables(block).start(0), ownVariables(block).end(0));
                    roots.add(tls(pid, ownVariables(block)));
                } else {
                    all.add(block.start(), block.end());
                    addRootsIn(block);
                }
            }
            for (StackBlock block : cached) {
                all.add(block.start(), block.end());
                roots.add(tlsVectorOf(block));
            }
            return new ThreadStacks(all.build().union(mainStack), List.copyOf(roots), List.copyOf(starts), gaps);
        }

        /**
         * Arguments and environment lie above the first frame, and a program may put pointers there (putenv), so that part
         * outlives the thread. A forked child's main thread may run elsewhere, on the stack of the thread that forked.
         */
        private Area mainThread(List<StackBlock> owned, Ranges mainStack) {
            RunningThread main = byTid.get(pid);
            if (main != null && mainStack.contains(main.sp())) {
                return stack(pid, from(main.usedFrom(), mainStack));
            }
            for (StackBlock block : owned) {
                if (main == null && block.ofMainThread() && mainStack.contains(block.end())) {
                    return stack(pid, from(block.end(), mainStack));
                }
            }
            return stack(pid, mainStack);
        }

        private void addRootsIn(StackBlock block) {
            Optional<RunningThread> thread = threadOn(block);
            if (thread.isEmpty()) {
                Ranges pthread = Ranges.of(block.pthread(), block.pthread() + lists.pthreadBytes());
                roots.add(new Area(pthread, Root.Kind.TLS, "ended thread that was not joined"));
                return;
            }
            // A thread that runs on another stack for a while (a signal's, a coroutine's) left its frames on its own.
            Ranges used =
                    block.contains(thread.get().sp()) ? from(thread.get().usedFrom(), block.range()) : block.range();
            int tid = thread.get().tid();
            Ranges own = ownVariables(block);
            roots.add(stack(tid, used.subtract(own)));
            roots.add(tls(tid, used.intersect(own)));
            if (block.function() != 0) {
                starts.add(new ThreadStart(tid, block.function()));
            }
        }

        private Optional<RunningThread> threadOn(StackBlock block) {
            RunningThread own = byTid.get(numbers.here(block.tid()));
            if (own != null) {
                return Optional.of(own);
            }
            for (RunningThread other : threads) {
                if (block.contains(other.sp())) {
                    return Optional.of(other);
                }
            }
            return Optional.empty();
        }

        /** Below the control block lie the variables, and the block ends with it or a little later. */
        private Ranges ownVariables(StackBlock block) {
            long end = block.pthread() + lists.pthreadBytes();
            return Ranges.of(
                    block.pthread() - lists.tlsBytes(), block.ofMainThread() ? end : Math.max(end, block.end()));
        }

        /** glibc keeps a cached stack's vector of TLS blocks for the next thread; all else there is stale. */
        private static Area tlsVectorOf(StackBlock cached) {
            long pointer = cached.pthread() + TLS_VECTOR_OFFSET;
            return new Area(Ranges.of(pointer, pointer + Long.BYTES), Root.Kind.TLS, "cached stack of an ended thread");
        }

        private static Area tls(int tid, Ranges ranges) {
            return new Area(ranges, Root.Kind.TLS, "thread " + tid);
        }

        private static Area stack(int tid, Ranges ranges) {
            return new Area(ranges, Root.Kind.STACK, "thread " + tid);
        }

        private static Ranges from(long address, Ranges stack) {
            return stack.intersect(Ranges.of(address, Long.MAX_VALUE));
        }
    }
}
