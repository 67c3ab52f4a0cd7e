package tidemark.reachability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidemark.snapshot.MalformedSnapshotException;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.SnapshotText;

/**
 * Pointers into the middle of a block that count as pointers to its start. The root's word lies at 0x100; the block at 0x1000, which leads to
 * one at 0x2000; the module at 0x8000, with tables of functions at 0x8000 and its code at 0x9000.
 */
final class HeuristicsTest {
    private static final String MODULE = """
            file 0 "/lib/a.so"
            module 0 file 0 load 0x8000 start 0x8000 end 0xa000 loaded 1
            code 0x9000 0xa000
            memory 0x8000 0x8400
            word 0x8000 0x9000
            word 0x8010 0x9010
            word 0x8018 0x7777
            word 0x8100 0x9000
            word 0x8108 0x8000
            word 0x8200 0x9000
            word 0x8300 0x900000000000
            word 0x8308 0x901000000000
            """;

    private static Snapshot snapshot(long pointer, int sizeBytes, String words) throws MalformedSnapshotException {
        StringBuilder text = new StringBuilder(MODULE);
        text.append("root mapping 0x100 0x108\nmemory 0x100 0x108\nword 0x100 ")
                .append(pointer)
                .append("\nblock 0x1000 ")
                .append(sizeBytes)
                .append("\nblock 0x2000 32\nmemory 0x1000 0x1100\n");
        for (String word : words.split(" ", -1)) {
            String[] parts = word.split("=", -1);
            text.append("word ")
                    .append(0x1000 + Integer.parseInt(parts[0]))
                    .append(' ')
                    .append(parts[1])
                    .append('\n');
        }
        return SnapshotText.parse(text.toString());
    }

    /** {@code WORDS}: OFFSET=VALUE in the block. */
    @ParameterizedTest
    @CsvSource({
        "24, 50, 0=20 8=25, STD_STRING",
        "1, 24, 0=7, TSEARCH",
        "1, 24, 0=7 8=1, TSEARCH",
        "1, 24, 8=0x1001, TSEARCH",
        "1, 24, 8=0x1010,",
        "1, 24, 16=0x1001,",
        "1, 24, 16=0x9000,",
        "1, 25, 0=7,",
        "2, 24, 0=7,",
        "24, 50, 0=25 8=25, STD_STRING",
        "24, 50, 0=26 8=25,",
        "24, 50, 0=0xffffffffffffffff 8=25,",
        "24, 51, 0=20 8=25,",
        "23, 50, 0=20 8=25,",
        "25, 50, 0=20 8=25,",
        "8, 48, 0=40, LENGTH64",
        "8, 48, 0=41,",
        "16, 48, 0=40,",
        "8, 48, 0=10, NEW_ARRAY",
        "8, 48, 0=7,",
        "8, 48, 0=0,",
        "8, 48, 0=0xffffffffffffffff,",
        "8, 8, 0=0,",
        "16, 48, 0=0x8000 16=0x8000, MULTIPLE_INHERITANCE",
        "8, 48, 0=0x8000 8=0x8000, MULTIPLE_INHERITANCE",
        "40, 48, 0=0x8000 40=0x8000, MULTIPLE_INHERITANCE",
        "40, 47, 0=0x8000 40=0x8000,",
        "20, 48, 0=0x8000 16=0x8000,",
        "20, 48, 0=0x8000 16=0x800000000000,",
        "16, 48, 0=0x8000 16=0x8100,",
        "16, 48, 0=0x8100 16=0x8000,",
        "16, 48, 0=0x8000 16=0x8200,",
        "16, 48, 0=0x8000 16=0x8004,",
        "16, 48, 0=0x8000 16=0x8304,",
        "16, 48, 0=0x8000 16=0x9000,",
        "16, 48, 0=0x8000 16=0x7000,"
    })
    void shapesAreMemchecks(int offset, int sizeBytes, String words, String heuristic)
            throws MalformedSnapshotException {
        Snapshot snapshot = snapshot(0x1000 + offset, sizeBytes, words);
        Verdicts verdicts = Reachability.judge(snapshot, Heuristic.ALL);
        Optional<Heuristic> expected = Optional.ofNullable(heuristic).map(Heuristic::valueOf);
        assertThat(verdicts.heuristic(0)).isEqualTo(expected);
        boolean inside = offset < sizeBytes;
        assertThat(verdicts.verdict(0))
                .isEqualTo(
                        expected.isPresent()
                                ? Verdict.STILL_REACHABLE
                                : inside ? Verdict.POSSIBLY_LOST : Verdict.DEFINITELY_LOST);
    }

    @ParameterizedTest
    @CsvSource({
        "TSEARCH, 1, 24, 0=7",
        "STD_STRING, 24, 50, 0=20 8=25",
        "NEW_ARRAY, 8, 48, 0=10",
        "MULTIPLE_INHERITANCE, 16, 48, 0=0x8000 16=0x8000"
    })
    void eachIsUsedOnlyIfAskedFor(Heuristic heuristic, int offset, int sizeBytes, String words)
            throws MalformedSnapshotException {
        Snapshot snapshot = snapshot(0x1000 + offset, sizeBytes, words);
        EnumSet<Heuristic> others = EnumSet.complementOf(EnumSet.of(heuristic));
        assertThat(Reachability.judge(snapshot, Set.of(heuristic)).heuristic(0)).contains(heuristic);
        assertThat(Reachability.judge(snapshot, others).verdict(0)).isEqualTo(Verdict.POSSIBLY_LOST);
    }

    @Test
    void lengthIsAnArrayOfBytesAsWell() throws MalformedSnapshotException {
        Snapshot snapshot = snapshot(0x1008, 48, "0=40");
        assertThat(Reachability.judge(snapshot, Set.of(Heuristic.NEW_ARRAY)).heuristic(0))
                .contains(Heuristic.NEW_ARRAY);
    }

    @Test
    void whatABlockOfKnownShapeLeadsToIsReachable() throws MalformedSnapshotException {
        Snapshot snapshot = snapshot(0x1008, 48, "0=40 16=0x2000");
        Verdicts verdicts = Reachability.judge(snapshot, Heuristic.ALL);
        assertThat(verdicts.verdict(1)).isEqualTo(Verdict.STILL_REACHABLE);
        assertThat(verdicts.heuristic(1)).isEmpty();
        assertThat(Reachability.judge(snapshot, Set.of()).verdict(1)).isEqualTo(Verdict.POSSIBLY_LOST);
    }

    @Test
    void pointerToTheStartNeedsNoHeuristic() throws MalformedSnapshotException {
        Snapshot snapshot = SnapshotText.parse("""
                root mapping 0x100 0x110
                memory 0x100 0x110
                word 0x100 0x1008
                word 0x108 0x1000
                block 0x1000 48
                memory 0x1000 0x1030
                word 0x1000 40
                """);
        assertThat(Reachability.judge(snapshot, Heuristic.ALL).heuristic(0)).isEmpty();
    }

    /** Memcheck tells starts from middles only where blocks are reachable or possibly lost. */
    @Test
    void lostBlockLeadsToOthersWithoutHeuristics() throws MalformedSnapshotException {
        Snapshot snapshot = SnapshotText.parse("""
                block 0x1000 16
                memory 0x1000 0x1010
                word 0x1000 0x2008
                block 0x2000 48
                memory 0x2000 0x2030
                word 0x2000 40
                """);
        Verdicts verdicts = Reachability.judge(snapshot, Heuristic.ALL);
        assertThat(verdicts.verdict(1)).isEqualTo(Verdict.INDIRECTLY_LOST);
        assertThat(verdicts.heuristic(1)).isEmpty();
    }

    @Test
    void tableOfAnUnloadedModuleIsNone() throws MalformedSnapshotException {
        String text = SnapshotText.write(snapshot(0x1010, 48, "0=0x8000 16=0x8000"));
        Snapshot unloaded = SnapshotText.parse(text.replace("loaded 1\n", "loaded 1 unloaded 2\n"));
        assertThat(Reachability.judge(unloaded, Heuristic.ALL).verdict(0)).isEqualTo(Verdict.POSSIBLY_LOST);
    }
}
