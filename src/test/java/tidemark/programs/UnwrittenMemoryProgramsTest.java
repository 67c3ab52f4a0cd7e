package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a block held before its owner wrote to it holds nothing. Memcheck knows what was written; Tidemark clears blocks when they are allocated. */
final class UnwrittenMemoryProgramsTest {
    /** GLib sets it for itself under Valgrind: else its blocks lie in slices of its own, by which neither tool tells them. */
    private static final Map<String, String> NO_SLICES = Map.of("G_SLICE", "always-malloc");

    @UnderBothTools
    void unwrittenTailOfAnArrayHoldsNothing(Tool tool) {
        assertThat(tool.run("array-tail").facts())
                .contains("definitely lost 105 in 7: leak < main")
                .noneMatch(fact -> fact.startsWith("indirectly") || fact.startsWith("possibly"));
    }

    @UnderBothTools
    void reusedEntriesAndGrownArraysHoldNothing(Tool tool) {
        Report report = tool.run("table").report();
        assertThat(report.total(Kind.DEFINITELY_LOST)).isEqualTo(new Amount(14400, 200));
        assertThat(report.total(Kind.INDIRECTLY_LOST)).isEqualTo(new Amount(4200, 200));
        assertThat(report.total(Kind.POSSIBLY_LOST)).isEqualTo(Amount.NOTHING);
    }

    /** Which of a node's blocks leads the others, which point back, depends on where they lie. */
    @UnderBothTools
    void documentsThatWereFreedHoldNothing(Tool tool) {
        Report report = tool.run("documents").report();
        assertThat(List.of(blocks(report, Kind.DEFINITELY_LOST), blocks(report, Kind.INDIRECTLY_LOST)))
                .containsExactly(200L, 1400L);
        assertThat(report.total(Kind.POSSIBLY_LOST)).isEqualTo(Amount.NOTHING);
    }

    @UnderBothTools
    void librarysContainersHoldNothingThatTheyDidNotWrite(Tool tool) {
        Report report = tool.run(Programs.command("strings"), NO_SLICES).report();
        assertThat(report.total(Kind.DEFINITELY_LOST)).isEqualTo(new Amount(4800, 200));
        assertThat(report.total(Kind.INDIRECTLY_LOST)).isEqualTo(new Amount(25600, 200));
        assertThat(report.total(Kind.POSSIBLY_LOST)).isEqualTo(Amount.NOTHING);
    }

    @UnderBothTools
    void containersHoldNothingByAddressesThatAreUsedAgain(Tool tool) {
        Run run = tool == Tool.VALGRIND ? tool.run("orders") : tool.runWith("--exact=yes", "orders");
        Report report = run.report();
        assertThat(report.total(Kind.DEFINITELY_LOST)).isEqualTo(new Amount(12800, 200));
        assertThat(report.total(Kind.INDIRECTLY_LOST)).isEqualTo(new Amount(16600, 400));
        assertThat(report.total(Kind.POSSIBLY_LOST)).isEqualTo(Amount.NOTHING);
    }

    /** Clearing alone does not tell them. */
    @Test
    void addressesThatAreUsedAgainHoldWhatLeaked() {
        Report report = Tool.TIDEMARK.runWith("--clear-blocks=all", "orders").report();
        assertThat(report.total(Kind.INDIRECTLY_LOST)).isNotEqualTo(new Amount(16600, 400));
    }

    /** The mechanism switched off: the bait is there. */
    @ParameterizedTest
    @ValueSource(strings = {"--clear-blocks=no", "--clear-blocks=63"})
    void blocksThatAreNotClearedHoldWhatLeaked(String option) {
        assertThat(Tool.TIDEMARK.runWith(option, "array-tail").facts())
                .noneMatch(fact -> fact.startsWith("definitely lost 105 in 7"));
    }

    /** The array has 64 bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"--clear-blocks=64", "--clear-blocks=all"})
    void blocksUpToTheLimitAreCleared(String option) {
        assertThat(Tool.TIDEMARK.runWith(option, "array-tail").facts())
                .contains("definitely lost 105 in 7: leak < main");
    }

    @Test
    void eachFunctionsBlocksAreClearedAndNothingElse() {
        Run run = Tool.TIDEMARK.run("cleared-blocks");
        assertThat(run.stdout()).as(run::toString).isEqualTo("all as it should be\n");
        assertThat(Tool.TIDEMARK.runWith("--clear-blocks=no", "cleared-blocks").stdout())
                .contains(": byte 0 is ");
        assertThat(Tool.TIDEMARK
                        .runWith("--clear-blocks=all", "cleared-blocks 200000")
                        .stdout())
                .isEqualTo("all as it should be\n");
    }

    /** Who has libc fill new blocks wants to see them filled. */
    @Test
    void blocksThatLibcFillsAreLeftAsTheyAre() {
        Run run = Tool.TIDEMARK.run(Programs.command("cleared-blocks"), Map.of("MALLOC_PERTURB_", "90"));
        assertThat(run.stdout()).as(run::toString).contains(": byte 0 is ");
    }

    private static long blocks(Report report, Kind kind) {
        return report.total(kind).blocks();
    }
}
