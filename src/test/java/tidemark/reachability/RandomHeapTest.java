package tidemark.reachability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tidemark.snapshot.EndNote;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Note;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.SnapshotText;
import tidemark.snapshot.UnloadNote;

/** Random heaps, judged here and by {@link NaiveReachability}. */
final class RandomHeapTest {
    private final Map<Heuristic, Integer> heuristicsSeen = new EnumMap<>(Heuristic.class);

    @Test
    void thousandsOfSmallHeapsAreJudgedAsTheRulesSay() {
        Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);
        for (int seed = 0; seed < 4000; seed++) {
            compare(seed, RandomHeap.of(new SplittableRandom(seed), 1 + seed % 40, RandomHeap::size), seen);
        }
        assertThat(seen)
                .hasSize(4)
                .allSatisfy((verdict, count) -> assertThat(count).isGreaterThan(1000));
        assertThat(heuristicsSeen)
                .hasSize(5)
                .allSatisfy((heuristic, count) -> assertThat(count).isGreaterThan(10));
    }

    @Test
    void largeHeapIsJudgedAsTheRulesSay() {
        Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);
        compare(1, RandomHeap.of(new SplittableRandom(1), 200_000, RandomHeap::size), seen);
        assertThat(seen)
                .hasSize(4)
                .allSatisfy((verdict, count) -> assertThat(count).isGreaterThan(1000));
    }

    /** Enough blocks that workers have to share, and meet at the same ones, in many orders. */
    @Test
    void severalWorkersFindTheSame() {
        for (int seed = 0; seed < 4; seed++) {
            Snapshot snapshot = RandomHeap.of(new SplittableRandom(seed), 100_000, RandomHeap::size);
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
            compare(seed, RandomHeap.of(new SplittableRandom(seed), 60, RandomHeap::smallOrHuge), seen);
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
            Snapshot snapshot = withNotes(random, RandomHeap.of(random, 1 + seed % 40, RandomHeap::size));
            Verdicts verdicts = Reachability.judge(snapshot, Set.of());
            List<Set<Integer>> leading = NaiveReachability.notesLeadingTo(snapshot, verdicts);
            List<Note> notes = snapshot.notes();
            for (int block = 0; block < leading.size(); block++) {
                int cause = verdicts.cause(block);
                if (leading.get(block).isEmpty()) {
                    assertThat(cause).as("seed %d, block %d", seed, block).isEqualTo(-1);
                    continue;
                }
                long last = event(notes.get(Collections.max(leading.get(block))));
                assertThat(leading.get(block))
                        .as("seed %d, block %d", seed, block)
                        .contains(cause);
                assertThat(event(notes.get(cause))).isEqualTo(last);
                int here = block;
                boolean hasOwn = notes.stream().anyMatch(note -> note.block() == here && event(note) == last);
                assertThat(notes.get(cause).block() == block).isEqualTo(hasOwn);
                own += hasOwn ? 1 : 0;
                inherited += hasOwn ? 0 : 1;
            }
        }
        assertThat(own).isGreaterThan(1000);
        assertThat(inherited).isGreaterThan(1000);
    }

    private static long event(Note note) {
        return note instanceof UnloadNote unload ? unload.module().number() : -((EndNote) note).tid();
    }

    /** Of three modules, unloaded one after another, with a thread that ends after each, about any blocks. */
    private static Snapshot withNotes(SplittableRandom random, Snapshot heap) {
        ModuleFile file = new ModuleFile("module.so", Optional.empty(), Optional.empty());
        List<Note> notes = new ArrayList<>();
        for (int module = 0; module < 3; module++) {
            ModuleInstance instance =
                    new ModuleInstance(module, file, 0, 0, 0x1000, module, OptionalLong.of(3 + module));
            for (int i = random.nextInt(5); i > 0; i--) {
                int block = random.nextInt(heap.blocks().count());
                notes.add(new UnloadNote(block, instance, 8L * i));
            }
            for (int i = random.nextInt(3); i > 0; i--) {
                int block = random.nextInt(heap.blocks().count());
                notes.add(new EndNote(block, 100 + module, new Frame.InModule(instance, 0x10)));
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
                heap.threads(),
                List.of(),
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
}
