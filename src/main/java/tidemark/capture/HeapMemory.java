package tidemark.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.snapshot.Blocks;

/**
 * Every address that belongs to glibc's malloc, whether it is in a live block or not: the main heap, the arenas' heaps, what
 * was mapped for single blocks, and {@code main_arena} itself. Free memory in it holds stale pointers, so none of it is root.
 *
 * @param ranges what is no root
 * @param chunks of the heaps of all arenas, each from the first chunk to behind the last
 * @param gaps what could not be told apart
 */
record HeapMemory(Ranges ranges, List<Ranges.Range> chunks, List<String> gaps) {
    private static final long PAGE = 4096;

    /**
     * An allocator other than libc's. Its own notes of its memory are not read: what it has of the kernel and is no live block is free.
     * Blocks elsewhere are libc's, where such an allocator asks libc for memory, or lie in data of a module.
     *
     * @param allocated what it has of the kernel
     * @param forked whether it has blocks that a parent allocated
     */
    static HeapMemory ofOther(
            Ranges allocated, Words words, Ranges upToBreak, Ranges data, Blocks blocks, boolean forked) {
        if (forked) {
            return new HeapMemory(
                    of(blocks),
                    List.of(),
                    List.of("What was allocated before the fork cannot be told from what is free, since the program's"
                            + " allocator is not libc's: stale pointers there may hide leaks"));
        }
        Blocks elsewhere = outside(allocated, blocks);
        if (elsewhere.count() == 0) {
            return new HeapMemory(allocated, List.of(), List.of());
        }
        HeapMemory libcs = of(words, upToBreak.subtract(allocated), data, elsewhere);
        return new HeapMemory(libcs.ranges.union(allocated), List.of(), libcs.gaps);
    }

    private static Ranges of(Blocks blocks) {
        Ranges.Builder ranges = new Ranges.Builder();
        for (int block = 0; block < blocks.count(); block++) {
            ranges.add(blocks.address(block), blocks.end(block));
        }
        return ranges.build();
    }

    private static Blocks outside(Ranges ranges, Blocks blocks) {
        Blocks.Builder outside = new Blocks.Builder(0);
        for (int block = 0; block < blocks.count(); block++) {
            if (!ranges.contains(blocks.address(block))) {
                outside.add(blocks.address(block), blocks.sizeBytes(block), blocks.callPath(block));
            }
        }
        return outside.build();
    }

    /**
     * @param upToBreak from the break that the process started with to the present one, or to what else is mapped right behind it
     * @param data writable data of the modules that may be a libc
     */
    static HeapMemory of(Words words, Ranges upToBreak, Ranges data, Blocks blocks) {
        List<String> gaps = new ArrayList<>();
        ArenaHeaps heaps = new ArenaHeaps(words);
        Optional<MainArena> main = MainArena.find(words, data);
        Ranges pages = upToBreak.roundedOut(PAGE);
        Ranges mainHeap = main.map(arena -> arena.upToTop(words, pages)).orElse(pages);
        if (main.isPresent() && !heaps.addArenas(main.get())) {
            gaps.add(
                    "Not all memory of malloc's arenas could be found: stale pointers in what is free there may hide leaks");
        }
        if (main.isEmpty() && blocks.count() > 0) {
            gaps.add("malloc's main arena was not found in the C library: its free lists may make lost blocks look"
                    + " possibly lost, and free memory of other arenas may hide leaks");
        }
        Ranges single = new SingleBlocks(words, mainHeap, heaps, blocks).find(gaps);
        Ranges all = mainHeap.union(single).union(heaps.ranges());
        List<Ranges.Range> chunks = new ArrayList<>();
        if (!mainHeap.isEmpty()) {
            long start = upToBreak.start(0) + ChunkHeader.ALIGNMENT_BYTES - 1 & -ChunkHeader.ALIGNMENT_BYTES;
            chunks.addAll(Ranges.of(start, mainHeap.end(0)).list());
        }
        main.ifPresent(arena -> chunks.addAll(heaps.chunks(arena.sizeBytes())));
        return new HeapMemory(main.map(arena -> all.union(arena.range())).orElse(all), chunks, List.copyOf(gaps));
    }

    /** Looks at the blocks that lie in none of the known heaps. */
    private static final class SingleBlocks {
        private final Words words;
        private final ArenaHeaps heaps;
        private final Blocks blocks;
        private final Ranges.Builder ranges = new Ranges.Builder();
        private Ranges known;
        private int strays;

        SingleBlocks(Words words, Ranges mainHeap, ArenaHeaps heaps, Blocks blocks) {
            this.words = words;
            this.heaps = heaps;
            this.blocks = blocks;
            this.known = mainHeap.union(heaps.ranges());
        }

        Ranges find(List<String> gaps) {
            int block = 0;
            while (block < blocks.count()) {
                int heap = known.firstBehind(blocks.address(block));
                if (heap < known.count() && known.start(heap) <= blocks.address(block)) {
                    block = firstFrom(known.end(heap), block + 1);
                } else if (!isInNewlyFoundHeap(block)) {
                    addSingle(block);
                    block++;
                }
            }
            if (strays > 0) {
                gaps.add(strays
                        + " blocks lie in memory that malloc's headers do not explain, such as an arena that grew"
                        + " by mmap because the program break was blocked: stale pointers beside them may hide leaks");
            }
            return ranges.build();
        }

        /** Millions of blocks lie in few heaps: those are stepped over, not looked at. */
        private int firstFrom(long address, int from) {
            int low = from;
            int high = blocks.count();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (blocks.address(middle) < address) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        private boolean isInNewlyFoundHeap(int block) {
            long address = blocks.address(block);
            if (!ChunkHeader.of(words, address).inOtherArena() || !heaps.addHeapOf(address)) {
                return false;
            }
            known = known.union(heaps.ranges());
            return known.contains(address);
        }

        private void addSingle(int block) {
            long address = blocks.address(block);
            long sizeBytes = blocks.sizeBytes(block);
            Optional<Ranges> mapping = ChunkHeader.of(words, address).mapping(sizeBytes);
            mapping.ifPresent(whole -> ranges.add(whole.start(0), whole.end(0)));
            if (mapping.isEmpty()) {
                strays++;
                ranges.add(address, address + sizeBytes);
            }
        }
    }
}
