package tidemark.reachability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/** Random heaps, whose chains and retained bytes are compared with {@link NaiveHolders}. */
final class RandomHoldersTest {
    @Test
    void chainsAreShortestAndTheirPointersAreThere() {
        int chains = 0;
        int farther = 0;
        int inside = 0;
        for (int seed = 0; seed < 3000; seed++) {
            Snapshot snapshot = RandomHeap.of(new SplittableRandom(seed), 1 + seed % 60);
            Set<Heuristic> heuristics = seed % 4 == 0 ? Set.of() : Heuristic.ALL;
            Verdicts verdicts = Reachability.judge(snapshot, heuristics);
            Holders holders = Holders.of(snapshot, verdicts, heuristics, 1 + seed % 3);
            NaiveHolders naive = NaiveHolders.of(snapshot, heuristics);
            for (int block = 0; block < snapshot.blocks().count(); block++) {
                Verdict verdict = verdicts.verdict(block);
                Optional<Chain> chain = holders.chain(block);
                boolean held = verdict == Verdict.STILL_REACHABLE || verdict == Verdict.POSSIBLY_LOST;
                assertThat(chain.isPresent())
                        .as("seed %d, block %d", seed, block)
                        .isEqualTo(held);
                if (verdict == Verdict.STILL_REACHABLE) {
                    assertThat(chain.get().links())
                            .as("seed %d, block %d", seed, block)
                            .hasSize(naive.distance(block));
                    assertThat(holders.distance(block)).isEqualTo(naive.distance(block));
                }
                if (held) {
                    naive.check(chain.get(), block);
                    chains++;
                    farther += chain.get().links().size() > 2 ? 1 : 0;
                    inside += chain.get().intoBytes() > 0 ? 1 : 0;
                }
            }
        }
        assertThat(chains).isGreaterThan(10_000);
        assertThat(farther).isGreaterThan(100);
        assertThat(inside).isGreaterThan(1000);
    }

    @Test
    void retainedIsWhatIsLostWithoutTheRoot() {
        long retainedSeen = 0;
        long sharedSeen = 0;
        for (int seed = 0; seed < 1500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Snapshot snapshot = RandomHeap.of(random, 1 + seed % 60);
            Verdicts verdicts = Reachability.judge(snapshot, Set.of());
            Holders holders = Holders.of(snapshot, verdicts, Set.of());
            List<RootWord> words = holders.rootWords();
            int[] rootOf = new int[words.size()];
            int roots = 1 + words.size() / 3;
            for (int word = 0; word < rootOf.length; word++) {
                rootOf[word] = random.nextInt(roots);
            }
            int[] ownerOf = new int[roots];
            for (int root = 0; root < roots; root++) {
                ownerOf[root] = random.nextInt(3);
            }
            Retained retained = holders.retained(rootOf, ownerOf);
            NaiveHolders naive = NaiveHolders.of(snapshot, Set.of());
            for (int root = 0; root < roots; root++) {
                int cut = root;
                long[] lost = naive.lostWithout(words, word -> rootOf[word] == cut);
                assertThat(retained.rootBytes(root))
                        .as("seed %d, root %d", seed, root)
                        .isEqualTo(lost[0]);
                assertThat(retained.rootBlocks(root)).isEqualTo(lost[1]);
                retainedSeen += lost[1];
            }
            for (int owner = 0; owner < 3; owner++) {
                int cut = owner;
                long[] lost = naive.lostWithout(words, word -> ownerOf[rootOf[word]] == cut);
                boolean known = java.util.Arrays.stream(ownerOf).anyMatch(of -> of == cut);
                if (known) {
                    assertThat(retained.ownerBytes(owner)).isEqualTo(lost[0]);
                    assertThat(retained.ownerBlocks(owner)).isEqualTo(lost[1]);
                    sharedSeen += lost[1];
                }
            }
        }
        assertThat(retainedSeen).isGreaterThan(2000);
        assertThat(sharedSeen).isGreaterThan(retainedSeen);
    }

    @Test
    void variableIsPreferredToAStack() {
        Snapshot snapshot = RandomHeap.pointedAtBy(
                new Root.Range(Root.Kind.STACK, 0x2000, 0x2008, "thread 1"),
                new Root.Range(Root.Kind.MODULE_DATA, 0x3000, 0x3008, "a.so"));
        Holders holders = Holders.of(snapshot, Reachability.judge(snapshot, Set.of()), Set.of());
        assertThat(holders.chain(0).orElseThrow().root().address()).isEqualTo(0x3000);
    }
}
