package tidemark.reachability;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.HeapUse;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.ProcessIdentity;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/**
 * Times the first judgement in this JVM, and a few more, of a heap of 5 million blocks (556 MB) with 9 million pointers in random order.
 *
 * <p>Arguments: how many blocks, and how many roots. With one root everything is reachable; with none everything is lost.
 */
final class ReachabilityBenchmark {
    private static final long HEAP = 0x5555_5555_0000L;
    private static final long ROOT = 0x1000;
    private static final int HEADER_BYTES = 16;

    private ReachabilityBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000_000;
        int roots = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        try (Arena arena = Arena.ofShared()) {
            Snapshot snapshot = heap(count, roots, arena);
            for (int run = 1; run <= 5; run++) {
                long start = System.nanoTime();
                long processorStart = processorNanos();
                Verdicts verdicts = Reachability.judge(snapshot);
                long millis = (System.nanoTime() - start) / 1_000_000;
                long processorMillis = (processorNanos() - processorStart) / 1_000_000;
                System.out.printf(
                        "run %d: %d ms, %d on a processor, %s%n",
                        run, millis, processorMillis, counts(verdicts, count));
            }
        }
    }

    /** How long this thread ran: on a busy machine the clock tells more about the others. */
    private static long processorNanos() throws IOException {
        String statistics = Files.readString(Path.of("/proc/thread-self/schedstat"));
        return Long.parseLong(statistics.substring(0, statistics.indexOf(' ')));
    }

    private static Map<Verdict, Integer> counts(Verdicts verdicts, int count) {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        for (int block = 0; block < count; block++) {
            counts.merge(verdicts.verdict(block), 1, Integer::sum);
        }
        return counts;
    }

    /** A random tree over all blocks, and 0.8 more pointers a block; the other words are small numbers. */
    private static Snapshot heap(int count, int roots, Arena arena) {
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
        MemorySegment memory = tidemark.process.AnonymousMemory.allocate(at - HEAP, arena);
        for (long offset = 0; offset < memory.byteSize(); offset += 8) {
            memory.set(ValueLayout.JAVA_LONG, offset, random.nextInt(100_000));
        }
        int[] order = shuffled(count, random);
        byte[] used = new byte[count];
        long pointers = 0;
        for (int i = 1; i < count; i++) {
            pointers += point(memory, addresses, sizes, used, order, random.nextInt(i), order[i]);
        }
        for (int i = 0; i < count * 4L / 5; i++) {
            pointers += point(memory, addresses, sizes, used, order, random.nextInt(count), random.nextInt(count));
        }
        System.out.printf("%d blocks, %d MB, %d pointers%n", count, total / 1_000_000, pointers);
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
                new HeapUse(count, 0, total),
                List.of());
    }

    /** Stores a pointer in the next free word of the block that stands at {@code from}, or of one that stands before it. */
    private static int point(
            MemorySegment memory, long[] addresses, long[] sizes, byte[] used, int[] order, int from, int to) {
        int holder = from;
        while (used[order[holder]] >= sizes[order[holder]] / 8) {
            if (holder == 0) {
                return 0;
            }
            holder--;
        }
        int block = order[holder];
        memory.set(ValueLayout.JAVA_LONG, addresses[block] - HEAP + 8L * used[block]++, addresses[to]);
        return 1;
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
