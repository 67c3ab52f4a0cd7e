package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessProgramsTest {
    private static final List<String> CHILD = List.of("definitely lost 501 in 1: leak_in_child < main");
    private static final List<String> PARENT = List.of("definitely lost 502 in 1: leak_in_parent < main");
    private static final List<String> FIRST = List.of("definitely lost 511 in 1: leak_in_first < main");
    private static final List<String> SECOND = List.of("definitely lost 512 in 1: leak_in_second < main");

    @UnderBothTools
    void forkedChildThatExitsHasAReportOfItsOwn(Tool tool) {
        assertThat(tool.run("fork").reports()).extracting(Report::facts).containsExactlyInAnyOrder(CHILD, PARENT);
    }

    @UnderBothTools
    void forkedChildThatLeavesByUnderscoreExitHasAReportOfItsOwn(Tool tool) {
        assertThat(tool.run("fork _exit").reports()).extracting(Report::facts).containsExactlyInAnyOrder(CHILD, PARENT);
    }

    /** The first program never ended, it was replaced: what it lost is gone with it. */
    @UnderBothTools
    void programReplacedByExecIsNotReported(Tool tool) {
        assertThat(tool.run("start exec").reports()).extracting(Report::facts).containsExactly(SECOND);
    }

    @UnderBothTools
    void vforkedChildLeavesItsParentAlone(Tool tool) {
        assertThat(tool.run("start vfork").reports())
                .extracting(Report::facts)
                .containsExactlyInAnyOrder(FIRST, SECOND);
    }

    @UnderBothTools
    void spawnedProgramIsFollowed(Tool tool) {
        assertThat(tool.run("start spawn").reports())
                .extracting(Report::facts)
                .containsExactlyInAnyOrder(FIRST, SECOND);
    }

    @UnderBothTools
    void programStartedThroughAShellIsFollowed(Tool tool) {
        assertThat(tool.run("start system").reports())
                .filteredOn(report -> report.records(Kind.DEFINITELY_LOST).size() == 1)
                .extracting(Report::facts)
                .containsExactlyInAnyOrder(FIRST, SECOND);
    }

    @UnderBothTools
    void everyWayToEndLeadsToTheReport(Tool tool) {
        for (String ending : List.of("return", "exit", "_exit", "_Exit", "quick_exit")) {
            Run run = tool.run("endings " + ending);
            assertThat(run.exitCode()).as(ending).isEqualTo(7);
            assertThat(run.facts()).as(ending).containsExactly("definitely lost 521 in 1: leak < main");
        }
    }

    /** Also where the signal interrupted an allocation; a program that ends otherwise than without Tidemark is the worst that can happen. */
    @Test
    void childrenThatAHandlerForksEndAsTheyWouldAlone() {
        Run run = Tool.TIDEMARK.runWith("-q", "forking-handler");
        assertThat(run.exitCode()).as(run::toString).isZero();
        assertThat(run.stdout()).startsWith("0 children failed\n");
    }

    @UnderBothTools
    void childOfAProgramThatOverwroteItsEnvironmentHasAReport(Tool tool) {
        assertThat(tool.run("title").reports())
                .extracting(Report::facts)
                .contains(List.of("definitely lost 771 in 1: leak < main"));
    }
}
