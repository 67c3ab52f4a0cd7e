package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

final class VerdictProgramsTest {
    @UnderBothTools
    void blockThatNothingPointsAtIsDefinitelyLost(Tool tool) {
        assertThat(tool.run("definitely-lost").facts()).containsExactly("definitely lost 101 in 1: leak < main");
    }

    @UnderBothTools
    void chainHangsIndirectlyOnItsLostHead(Tool tool) {
        assertThat(tool.run("indirectly-lost-chain").report().records())
                .extracting(LossRecord::kind, LossRecord::directBytes, LossRecord::indirectBytes)
                .containsExactlyInAnyOrder(
                        tuple(Kind.DEFINITELY_LOST, 102L, 207L),
                        tuple(Kind.INDIRECTLY_LOST, 103L, 0L),
                        tuple(Kind.INDIRECTLY_LOST, 104L, 0L));
    }

    @UnderBothTools
    void treeHangsIndirectlyOnItsLostRoot(Tool tool) {
        assertThat(tool.run("indirectly-lost-tree").facts())
                .containsExactly(
                        "definitely lost 111 (+676) in 1: leak < main",
                        "indirectly lost 224 in 2: branch < leak < main",
                        "indirectly lost 452 in 4: leaf < branch < leak < main");
    }

    @UnderBothTools
    void lowestBlockOfCycleLeadsIt(Tool tool) {
        Report report = tool.run("cycle").report();
        assertThat(report.total(Kind.DEFINITELY_LOST)).isEqualTo(new Amount(121, 1));
        assertThat(report.total(Kind.INDIRECTLY_LOST)).isEqualTo(new Amount(122, 1));
        assertThat(report.recordOf(121).indirectBytes()).isEqualTo(122);
    }

    @UnderBothTools
    void blockWithOnlyAnInteriorPointerIsPossiblyLost(Tool tool) {
        assertThat(tool.run("possibly-lost").facts()).containsExactly("possibly lost 131 in 1: keep_middle < main");
    }

    @UnderBothTools
    void blockBehindAPossiblyLostOneIsPossiblyLost(Tool tool) {
        assertThat(tool.run("interior-chain").facts()).containsExactly("possibly lost 265 in 2: keep_middle < main");
    }

    @UnderBothTools
    void dataOfAModuleKeepsBlocksReachable(Tool tool) {
        assertThat(tool.run("reachable-global").facts()).containsExactly("still reachable 426 in 3: keep < main");
    }

    @UnderBothTools
    void stackOfMainKeepsBlockReachableDuringExit(Tool tool) {
        assertThat(tool.run("reachable-stack").facts()).containsExactly("still reachable 144 in 1: main");
    }

    @UnderBothTools
    void registerOfALivingThreadKeepsBlockReachable(Tool tool) {
        assertThat(tool.run("reachable-register").facts()).containsExactly("still reachable 145 in 1: hold");
    }

    @UnderBothTools
    void stackOfALivingThreadKeepsBlockReachable(Tool tool) {
        assertThat(tool.run("reachable-thread-stack").facts()).containsExactly("still reachable 146 in 1: hold");
    }

    @UnderBothTools
    void threadLocalVariablesKeepBlocksReachable(Tool tool) {
        assertThat(tool.run("reachable-tls").facts())
                .containsExactly("still reachable 148 in 1: hold", "still reachable 296 in 2: main");
    }

    @UnderBothTools
    void mappingsOfTheProgramKeepBlocksReachable(Tool tool) {
        assertThat(tool.run("reachable-mapping").facts()).containsExactly("still reachable 303 in 2: main");
    }

    @UnderBothTools
    void longChainFromAGlobalIsReachable(Tool tool) {
        assertThat(tool.run("reachable-chain").facts())
                .containsExactly("still reachable 153000 in 1000: prepend < main");
    }

    @UnderBothTools
    void programThatFreesEverythingHasNoLeaks(Tool tool) {
        Run run = tool.run("all-freed");
        assertThat(run.report().heap()).contains(new Report.HeapSummary(Amount.NOTHING, 100, 100, 15400));
        assertThat(run.stderr()).contains("All heap blocks were freed -- no leaks are possible");
        assertThat(run.facts()).isEmpty();
    }
}
