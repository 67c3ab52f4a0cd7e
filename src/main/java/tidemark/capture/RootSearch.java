package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.process.Mapping;
import tidemark.process.ThreadNumbers;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Root;
import tidemark.snapshot.ThreadStart;

/**
 * Finds the root ranges of a stopped process: all memory that is readable and writable, less the agent's, less malloc's, less
 * what of the threads' stacks is not in use. It computes with exact ranges, never with lines of the maps: the kernel
 * merges neighbouring anonymous mappings of different owners into one line.
 *
 * @param notInUse what belongs to the agent, and other memory that the program makes no use of
 * @param mainHeap from the break that the process started with to the present one
 * @param otherAllocator what an allocator other than libc's has of the kernel, if there is one
 * @param modules loaded ones
 * @param forked whether it is a forked child
 * @param numbers of its threads
 */
record RootSearch(
        int pid,
        List<Mapping> mappings,
        Ranges notInUse,
        Ranges mainHeap,
        Optional<Ranges> otherAllocator,
        Blocks blocks,
        boolean forked,
        List<ModuleInstance> modules,
        StackLists stackLists,
        ThreadNumbers numbers,
        List<RunningThread> threads) {
    private static final long PAGE = 4096;

    /**
     * @param inherited what of malloc's heaps can hold what a forked child inherited, see {@link InheritedHeap}
     * @param gaps what could not be told apart, a sentence each
     */
    record Found(List<Root.Range> roots, List<Ranges.Range> inherited, List<ThreadStart> threads, List<String> gaps) {
        /** What may be or hold a root. */
        Ranges ranges() {
            Ranges.Builder ranges = new Ranges.Builder();
            roots.forEach(root -> ranges.add(root.start(), root.end()));
            inherited.forEach(heap -> ranges.add(heap.start(), heap.end()));
            return ranges.build();
        }
    }

    Found find(Words words) {
        Ranges writable = WritableMemory.of(mappings);
        HeapMemory heap = otherAllocator.isPresent()
                ? HeapMemory.ofOther(otherAllocator.get(), words, mainHeap, writable.intersect(libcs()), blocks, forked)
                : HeapMemory.of(words, mainHeap, writable.intersect(libcs()), blocks);
        ThreadStacks stacks = ThreadStacks.of(words, stackLists, numbers, pid, threads, mainStack());

        List<Root.Range> roots = new ArrayList<>();
        for (Area stack : stacks.roots()) {
            stack.ranges()
                    .intersect(writable)
                    .subtract(notInUse)
                    .list()
                    .forEach(range ->
                            roots.add(new Root.Range(stack.kind(), range.start(), range.end(), stack.label())));
        }
        Ranges rest = writable.subtract(notInUse).subtract(heap.ranges()).subtract(stacks.all());
        label(rest, roots);
        List<String> gaps = new ArrayList<>(heap.gaps());
        gaps.addAll(stacks.gaps());
        return new Found(List.copyOf(roots), forked ? heap.chunks() : List.of(), stacks.starts(), List.copyOf(gaps));
    }

    /** A module's anonymous .bss and its file-backed .data are one to the reader. */
    private void label(Ranges rest, List<Root.Range> roots) {
        for (ModuleInstance module : modules) {
            add(
                    rest,
                    module.start(),
                    endOf(module),
                    Root.Kind.MODULE_DATA,
                    module.file().path(),
                    roots);
        }
        Ranges unnamed = rest.subtract(extent(modules));
        for (Mapping mapping : mappings) {
            String name = mapping.name().isEmpty() ? "anonymous memory" : mapping.name();
            add(unnamed, mapping.start(), mapping.end(), Root.Kind.MAPPING, name, roots);
        }
    }

    private static void add(Ranges within, long start, long end, Root.Kind kind, String label, List<Root.Range> roots) {
        for (int i = within.firstBehind(start); i < within.count() && within.start(i) < end; i++) {
            roots.add(new Root.Range(kind, Math.max(start, within.start(i)), Math.min(end, within.end(i)), label));
        }
    }

    /** main_arena lies in one of these; dlmopen loads a second one. */
    private Ranges libcs() {
        List<ModuleInstance> libcs = new ArrayList<>();
        for (ModuleInstance module : modules) {
            String name = module.file().name();
            if (name.startsWith("libc.") || name.startsWith("libc-")) {
                libcs.add(module);
            }
        }
        return extent(libcs);
    }

    private static Ranges extent(List<ModuleInstance> modules) {
        Ranges.Builder extent = new Ranges.Builder();
        modules.forEach(module -> extent.add(module.start(), endOf(module)));
        return extent.build();
    }

    private static long endOf(ModuleInstance module) {
        return module.end() + PAGE - 1 & -PAGE;
    }

    private Ranges mainStack() {
        Ranges.Builder stack = new Ranges.Builder();
        for (Mapping mapping : mappings) {
            if (mapping.name().equals("[stack]")) {
                stack.add(mapping.start(), mapping.end());
            }
        }
        return stack.build();
    }
}
