package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

/** Each program proves that its bait is there: a stale pointer that must not count, or a lone pointer that must. */
final class RootProgramsTest {
    private static final String BAIT = "bait is there\n";

    @UnderBothTools
    void stalePointerInAFreeChunkDoesNotCount(Tool tool) {
        Run run = tool.run("free-chunk");
        assertThat(run.stdout()).isEqualTo(BAIT);
        assertThat(run.facts()).containsExactly("definitely lost 201 in 1: leak < main");
    }

    @UnderBothTools
    void stalePointerInAFreeChunkOfAnotherArenaDoesNotCount(Tool tool) {
        Run run = tool.run("free-chunk thread");
        assertThat(run.stdout()).isEqualTo(BAIT);
        assertThat(run.facts()).containsExactly("definitely lost 201 in 1: leak < run");
    }

    @UnderBothTools
    void stalePointerInALargeFreeChunkDoesNotCount(Tool tool) {
        Run run = tool.run("large-free-chunk");
        assertThat(run.stdout()).isEqualTo(BAIT);
        assertThat(run.report().recordOf(203).kind()).isEqualTo(Kind.DEFINITELY_LOST);
        assertThat(run.report().recordOf(204).kind()).isEqualTo(Kind.STILL_REACHABLE);
    }

    @UnderBothTools
    void stalePointerOnTheStackOfAnEndedThreadDoesNotCount(Tool tool) {
        Run run = tool.run("ended-thread-stack");
        assertThat(run.stdout()).isEqualTo(BAIT);
        assertThat(run.facts()).containsExactly("definitely lost 211 in 1: leak");
    }

    @UnderBothTools
    void stalePointerBelowTheStackPointerDoesNotCount(Tool tool) {
        Run run = tool.run("below-stack-pointer");
        assertThat(run.stdout()).isEqualTo(BAIT);
        assertThat(run.facts()).containsExactly("definitely lost 221 in 1: leak < main");
    }

    @UnderBothTools
    void mappingMergedWithAnArenaIsARoot(Tool tool) {
        Run run = tool.run("beside-heap arena");
        assertMergedWithHeap(tool, run);
        assertThat(run.report().recordOf(231).kind()).isEqualTo(Kind.STILL_REACHABLE);
    }

    @UnderBothTools
    void mappingMergedWithAMappedChunkIsARoot(Tool tool) {
        Run run = tool.run("beside-heap mapped-chunk");
        assertMergedWithHeap(tool, run);
        assertThat(run.report().recordOf(231).kind()).isEqualTo(Kind.STILL_REACHABLE);
    }

    @UnderBothTools
    void mappingMergedWithTheBreakAreaIsARoot(Tool tool) {
        Run run = tool.run("beside-heap brk");
        assertMergedWithHeap(tool, run);
        assertThat(run.report().recordOf(231).kind()).isEqualTo(Kind.STILL_REACHABLE);
    }

    /** Under Valgrind, whose malloc is its own, glibc's regions are not used, so there is nothing to merge with. */
    private static void assertMergedWithHeap(Tool tool, Run run) {
        assertThat(run.stdout()).isEqualTo(tool == Tool.VALGRIND ? "apart\n" : "on one line\n");
    }

    @UnderBothTools
    void unreadableMappingsAreLeftAlone(Tool tool) {
        Run run = tool.run("unreadable-mapping");
        assertThat(run.exitCode()).isZero();
        assertThat(run.facts())
                .containsExactly("definitely lost 241 in 1: leak < main", "still reachable 242 in 1: main");
    }
}
