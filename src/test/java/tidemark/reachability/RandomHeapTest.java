package tidemark.reachability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.HeapUse;
import tidemark.snapshot.MemoryImage;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.ProcessIdentity;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.SnapshotText;
import tidemark.snapshot.UnloadNote;

/** Random heaps, judged here and by {@link NaiveReachability}. */
final class RandomHeapTest {
    private static final long[] REGIONS = {0x10000, 0x5555_5555_0000L, 0x7f00_0000_fff0L, 0x7fff_0000_0000L};

    private final Map<Heuristic, Integer> heuristicsSeen = new EnumMap<>(Heuristic.class);

    private static final long ROOTS = 0x2000_0000_0000L;

    @Test
    void thousandsOfSmallHeapsAreJudgedAsTheRulesSay() {
        Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);
        for (int seed = 0; seed < 4000; seed++) {
            compare(seed, heap(new SplittableRandom(seed), 1 + seed % 40, RandomHeapTest::size), seen);
        }
        assertThat(seen)
                .hasSize(4)
                .allSatisfy((verdict, count) -> assertThat(count).isGreaterThan(1000));
        assertThat(heuristicsSeen)
                .hasSize(4)
                .allSatisfy((heuristic, count) -> assertThat(count).isGreaterThan(10));
    }

    @Test
    void largeHeapIsJudgedAsTheRulesSay() {
        Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);
        compare(1, heap(new SplittableRandom(1), 200_000, RandomHeapTest::size), seen);
        assertThat(seen)
                .hasSize(4)
                .allSatisfy((verdict, count) -> assertThat(count).isGreaterThan(1000));
    }

    /** Enough blocks that workers have to share, and meet at the same ones, in many orders. */
    @Test
    void severalWorkersFindTheSame() {
        for (int seed = 0; seed < 4; seed++) {
            Snapshot snapshot = heap(new SplittableRandom(seed), 100_000, RandomHeapTest::size);
            Verdicts expected = Reachability.judge(snapshot, Heuristic.ALL, 1);
            for (int workers = 2; workers < 5; workers++) {
                compare(seed, snapshot, expected, Reachability.judge(snapshot, Heuristic.ALL, workers));
            }
        }
    }

    @Test
    void workerThatFailsKeepsNobodyWaiting() {
        Snapshot snapshot;
        try (Arena arena = Arena.ofShared()) {
            snapshot = LargeHeap.of(10_000, 1000, arena);
        }
        assertThatThrownBy(() -> Reachability.judge(snapshot, Set.of(), 3)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void heapsWithBlocksOfManyMegabytesAreJudgedAsTheRulesSay() {
        Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);
        for (int seed = 0; seed < 20; seed++) {
            compare(seed, heap(new SplittableRandom(seed), 60, RandomHeapTest::smallOrHuge), seen);
        }
        assertThat(seen)
                .hasSize(4)
                .allSatisfy((verdict, count) -> assertThat(count).isGreaterThan(20));
    }

    private void compare(int seed, Snapshot snapshot, Map<Verdict, Integer> seen) {
        Set<Heuristic> heuristics = seed % 4 == 0 ? Set.of() : Heuristic.ALL;
        NaiveReachability naive = NaiveReachability.judge(snapshot, heuristics);
        Verdicts expected = naive.verdicts();
        int mostWorkers = snapshot.blocks().count() >= 40 ? 3 : 1;
        for (int workers = 1; workers <= mostWorkers; workers += 2) {
            Verdicts actual = Reachability.judge(snapshot, heuristics, workers);
            compare(seed, snapshot, expected, actual);
            compareHeuristics(snapshot, actual, naive.heuristics());
        }
        for (int block = 0; block < snapshot.blocks().count(); block++) {
            seen.merge(expected.verdict(block), 1, Integer::sum);
        }
    }

    @Test
    void causeIsTheLastUnloadingThatLeadsToTheBlock() {
        int own = 0;
        int inherited = 0;
        for (int seed = 0; seed < 1000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Snapshot snapshot = withNotes(random, heap(random, 1 + seed % 40, RandomHeapTest::size));
            Verdicts verdicts = Reachability.judge(snapshot, Set.of());
            List<Set<Integer>> leading = NaiveReachability.notesLeadingTo(snapshot, verdicts);
            List<UnloadNote> notes = snapshot.unloadNotes();
            for (int block = 0; block < leading.size(); block++) {
                int cause = verdicts.cause(block);
                if (leading.get(block).isEmpty()) {
                    assertThat(cause).as("seed %d, block %d", seed, block).isEqualTo(-1);
                    continue;
                }
                ModuleInstance last =
                        notes.get(Collections.max(leading.get(block))).module();
                assertThat(leading.get(block))
                        .as("seed %d, block %d", seed, block)
                        .contains(cause);
                assertThat(notes.get(cause).module()).isEqualTo(last);
                int here = block;
                boolean hasOwn = notes.stream()
                        .anyMatch(note -> note.block() == here && note.module().equals(last));
                assertThat(notes.get(cause).block() == block).isEqualTo(hasOwn);
                own += hasOwn ? 1 : 0;
                inherited += hasOwn ? 0 : 1;
            }
        }
        assertThat(own).isGreaterThan(1000);
        assertThat(inherited).isGreaterThan(1000);
    }

    /** Of three modules, unloaded one after another, about any blocks. */
    private static Snapshot withNotes(SplittableRandom random, Snapshot heap) {
        ModuleFile file = new ModuleFile("module.so", Optional.empty(), Optional.empty());
        List<UnloadNote> notes = new ArrayList<>();
        for (int module = 0; module < 3; module++) {
            ModuleInstance instance =
                    new ModuleInstance(module, file, 0, 0, 0x1000, module, OptionalLong.of(3 + module));
            for (int i = random.nextInt(5); i > 0; i--) {
                int block = random.nextInt(heap.blocks().count());
                notes.add(new UnloadNote(block, instance, 8L * i));
            }
        }
        return new Snapshot(
                heap.process(),
                heap.blocks(),
                heap.callPaths(),
                heap.roots(),
                heap.memory(),
                heap.code(),
                notes,
                heap.heapUse(),
                heap.gaps());
    }

    private static void compare(int seed, Snapshot snapshot, Verdicts expected, Verdicts actual) {
        for (int block = 0; block < snapshot.blocks().count(); block++) {
            if (actual.verdict(block) != expected.verdict(block)
                    || actual.indirectBytes(block) != expected.indirectBytes(block)) {
                String text = snapshot.blocks().count() < 100 ? SnapshotText.write(snapshot) : "";
                throw new AssertionError("seed " + seed + ", block " + block + ": " + actual.verdict(block) + " +"
                        + actual.indirectBytes(block) + ", not " + expected.verdict(block) + " +"
                        + expected.indirectBytes(block) + "\n" + text);
            }
        }
    }

    /** Which of several heuristics is found first is not said. */
    private void compareHeuristics(Snapshot snapshot, Verdicts actual, Map<Integer, Set<Heuristic>> expected) {
        for (int block = 0; block < snapshot.blocks().count(); block++) {
            Set<Heuristic> possible = expected.getOrDefault(block, Set.of());
            if (possible.isEmpty()) {
                assertThat(actual.heuristic(block)).isEmpty();
            } else {
                assertThat(possible).contains(actual.heuristic(block).orElseThrow());
                heuristicsSeen.merge(actual.heuristic(block).get(), 1, Integer::sum);
            }
        }
    }

    /** Blocks of all sizes in regions far apart, with gaps in memory, about one pointer a block, and few roots. */
    private static Snapshot heap(SplittableRandom random, int count, ToLongFunction<SplittableRandom> size) {
        long[] addresses = new long[count];
        long[] sizes = new long[count];
        int[] firstInRegion = new int[REGIONS.length + 1];
        int block = 0;
        for (int region = 0; region < REGIONS.length; region++) {
            firstInRegion[region] = block;
            long at = REGIONS[region] + random.nextInt(2) * 16L;
            int behind = region == REGIONS.length - 1 ? count : block + random.nextInt(count - block + 1);
            for (; block < behind; block++) {
                addresses[block] = at;
                sizes[block] = size.applyAsLong(random);
                at += Math.max(1, sizes[block]) + random.nextInt(24);
                at = (at + 15) & -16;
            }
        }
        firstInRegion[REGIONS.length] = count;
        Blocks blocks = Blocks.of(addresses, sizes, paths(random, count));
        List<MemoryImage.Part> parts = new ArrayList<>();
        for (int region = 0; region < REGIONS.length; region++) {
            if (firstInRegion[region] < firstInRegion[region + 1]) {
                fill(random, blocks, firstInRegion[region], firstInRegion[region + 1], parts);
            }
        }
        RandomShapes.write(random, blocks, parts);
        RandomShapes.addTables(random, parts);
        return new Snapshot(
                new ProcessIdentity(1, 0, List.of()),
                blocks,
                callPaths(random),
                roots(random, blocks, parts),
                new MemoryImage(parts),
                RandomShapes.code(),
                List.of(),
                new HeapUse(count, 0, 0),
                List.of());
    }

    private static int[] paths(SplittableRandom random, int count) {
        int[] paths = new int[count];
        for (int block = 0; block < count; block++) {
            paths[block] = random.nextInt(100) == 0 ? CallPaths.FIRST + 1 : CallPaths.FIRST;
        }
        return paths;
    }

    /** Of two paths, of which in half of all heaps the second one's blocks are ignored. */
    private static CallPaths callPaths(SplittableRandom random) {
        long[] frames = new long[CallPaths.FIRST + 2];
        int[] parents = new int[frames.length];
        frames[CallPaths.FIRST] = CallPaths.encodeAddress(0x4001);
        frames[CallPaths.FIRST + 1] = random.nextBoolean() ? CallPaths.IGNORED_FRAME : CallPaths.encodeAddress(0x5001);
        parents[CallPaths.FIRST + 1] = CallPaths.FIRST;
        return new CallPaths(frames, parents, RandomShapes.modules());
    }

    private static long size(SplittableRandom random) {
        return switch (random.nextInt(20)) {
            case 0 -> 0;
            case 1 -> random.nextInt(6000);
            case 2 -> random.nextInt(100) == 0 ? random.nextInt(300_000) : 8;
            default -> 1 + random.nextInt(64);
        };
    }

    /** Around 1 MiB, where a block's word has no room for its size, and far beyond. */
    private static long smallOrHuge(SplittableRandom random) {
        return switch (random.nextInt(12)) {
            case 0 -> (1 << 20) - 4 + random.nextInt(8);
            case 1 -> random.nextInt(40 << 20);
            default -> size(random);
        };
    }

    /** Cuts the memory of some neighbouring blocks into parts, at any words, and leaves some out. */
    private static void fill(
            SplittableRandom random, Blocks blocks, int first, int behind, List<MemoryImage.Part> parts) {
        long at = blocks.address(first) & -8;
        long end = (blocks.address(behind - 1) + blocks.sizeBytes(behind - 1) + 15) & -8;
        double density = Math.min(0.5, 8.0 * (behind - first) / (end - at));
        while (at < end) {
            int length = (int) Math.min((end - at) / 8, 1 + random.nextLong(Math.max(8, (end - at) / 16)));
            if (random.nextInt(8) > 0) {
                long[] words = new long[length];
                for (int i = 0; i < length; i++) {
                    words[i] = random.nextDouble() < density ? word(random, blocks) : random.nextInt(50) / 49;
                }
                parts.add(new MemoryImage.Part(at, MemorySegment.ofArray(words)));
            }
            at += length * 8L;
        }
    }

    /** Mostly a start, else somewhere in a block, just behind it, or near. */
    private static long word(SplittableRandom random, Blocks blocks) {
        int block = random.nextInt(blocks.count());
        long address = blocks.address(block);
        return switch (random.nextInt(8)) {
            case 0 -> address + random.nextLong(blocks.sizeBytes(block) + 1);
            case 1 -> address - 1 + random.nextInt(3);
            case 2 -> random.nextLong();
            case 3, 4 -> address + 8 + 8L * random.nextInt(3);
            default -> address;
        };
    }

    private static List<Root> roots(SplittableRandom random, Blocks blocks, List<MemoryImage.Part> parts) {
        List<Root> roots = new ArrayList<>();
        int words = 1 + blocks.count() / 20;
        long[] memory = new long[words];
        for (int i = 0; i < words; i++) {
            memory[i] = word(random, blocks);
        }
        parts.add(new MemoryImage.Part(ROOTS, MemorySegment.ofArray(memory)));
        roots.add(new Root.Range(Root.Kind.STACK, ROOTS, ROOTS + words * 8L, "thread 1"));
        roots.add(new Root.Register(1, "rax", word(random, blocks)));
        // A range over part of the heap: of it, only what lies outside of the blocks counts.
        long start = blocks.address(random.nextInt(blocks.count())) + random.nextInt(9) - 4;
        roots.add(new Root.Range(Root.Kind.MAPPING, start, start + random.nextInt(400), "overlapping"));
        if (random.nextInt(4) == 0) {
            long region = blocks.address(random.nextInt(blocks.count())) + random.nextInt(9) - 4;
            roots.add(new Root.Range(Root.Kind.REGION, region, region + random.nextInt(60), ""));
        }
        return roots;
    }
}
