package tidemark.reachability;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import tidemark.process.AnonymousMemory;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.HeapUse;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.ProcessIdentity;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/** A heap of many blocks of 24 to 200 bytes for benchmarks, with 1.8 pointers a block in random order. */
final class LargeHeap {
    private static final long HEAP = 0x5555_5555_0000L;
    private static final long ROOT = 0x1000;
    private static final int HEADER_BYTES = 16;

    private LargeHeap() {}

    /**
     * A random tree over all blocks, and 0.8 more pointers a block; the other words are small numbers.
     *
     * @param roots with one everything is reachable, with none everything is lost
     */
    static Snapshot of(int count, int roots, Arena arena) {
        SplittableRandom random = new SplittableRandom(1);
        long[] addresses = new long[count];
        long[] sizes = new long[count];
        long at = HEAP;
        long total = 0;
        for (int i = 0; i < count; i++) {
            sizes[i] = 24 + 8L * random.nextInt(23);
            addresses[i] = at + HEADER_BYTES;
            at = (at + HEADER_BYTES + sizes[i] + 15) & -16;
            total += sizes[i];
        }
        MemorySegment memory = AnonymousMemory.allocate(at - HEAP, arena);
        for (long offset = 0; offset < memory.byteSize(); offset += 8) {
            memory.set(ValueLayout.JAVA_LONG, offset, random.nextInt(100_000));
        }
        int[] order = shuffled(count, random);
        byte[] used = new byte[count];
        for (int i = 1; i < count; i++) {
            point(memory, addresses, sizes, used, order, random.nextInt(i), order[i]);
        }
        for (int i = 0; i < count * 4L / 5; i++) {
            point(memory, addresses, sizes, used, order, random.nextInt(count), random.nextInt(count));
        }
        MemorySegment rootWords = arena.allocate(Math.max(1, roots) * 8L, 8);
        for (int i = 0; i < roots; i++) {
            rootWords.setAtIndex(ValueLayout.JAVA_LONG, i, addresses[order[i]]);
        }
        return new Snapshot(
                new ProcessIdentity(1, 0, List.of("benchmark")),
                Blocks.of(addresses, sizes, new int[count]),
                new CallPaths(new long[0], new int[0], List.of()),
                List.of(new Root.Range(Root.Kind.MAPPING, ROOT, ROOT + rootWords.byteSize(), "roots")),
                new MemoryImage(List.of(new MemoryImage.Part(ROOT, rootWords), new MemoryImage.Part(HEAP, memory))),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new HeapUse(count, 0, total),
                List.of());
    }

    /** Stores a pointer in the next free word of the block that stands at {@code from}, or of one that stands before it. */
    private static void point(
            MemorySegment memory, long[] addresses, long[] sizes, byte[] used, int[] order, int from, int to) {
        int holder = from;
        while (used[order[holder]] >= sizes[order[holder]] / 8) {
            if (holder == 0) {
                return;
            }
            holder--;
        }
        int block = order[holder];
        memory.set(ValueLayout.JAVA_LONG, addresses[block] - HEAP + 8L * used[block]++, addresses[to]);
    }

    private static int[] shuffled(int count, SplittableRandom random) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }
}
