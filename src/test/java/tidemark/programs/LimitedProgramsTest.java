package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that may have little: the agent makes do with what is left. */
final class LimitedProgramsTest {
    private static Run limited(String limit, String words) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit " + limit + "; exec \"$0\" \"$@\""));
        command.addAll(Programs.command(words));
        return Tool.TIDEMARK.run(command, Map.of(), "--error-exitcode=9");
    }

    private static List<List<String>> facts(Run run) {
        return run.reports().stream().map(Report::facts).toList();
    }

    /** In KiB. With a ledger that is mapped in pieces: also with several threads, modules, children and far blocks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "endings return",
                "fork",
                "malloc-family",
                "operators",
                "thread-leaks",
                "spread",
                "inherited-heap"
            })
    void littleAddressSpaceIsEnough(String words) {
        Run run = limited("-v 500000", words);
        assertThat(facts(run))
                .as(run::toString)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(facts(Tool.TIDEMARK.run(words)));
        assertThat(run.stderr()).doesNotContain("NOT CHECKED", "INCOMPLETE", "not observed");
    }

    /** Where the agent's work in the parent's ledger was interrupted by a fork. */
    @Test
    void handlersThatForkFindALedgerInPieces() {
        Run run = limited("-v 1000000", "forking-handler");
        assertThat(run.stdout()).as(run::toString).startsWith("0 children failed\n");
        assertThat(run.reports())
                .filteredOn(report -> report.facts().contains("definitely lost 762 in 1: leak_in_child < main"))
                .hasSize(100);
    }

    /** The least with which the loader can load anything. */
    @Test
    void fourDescriptorsAreEnough() {
        Run run = limited("-n 4", "endings return");
        assertThat(run.facts()).as(run::toString).containsExactly("definitely lost 521 in 1: leak < main");
        assertThat(facts(limited("-n 4", "fork")))
                .containsExactlyInAnyOrderElementsOf(facts(Tool.TIDEMARK.run("fork")));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 20})
    void programThatHasNoDescriptorLeftAtItsEndIsChecked(int most) {
        for (Tool tool : List.of(Tool.TIDEMARK, Tool.VALGRIND)) {
            Run run = tool.run("crowded " + (tool == Tool.VALGRIND ? 20 : most));
            assertThat(run.exitCode()).as(run::toString).isEqualTo(7);
            assertThat(run.facts())
                    .containsExactly(
                            "definitely lost 692 in 1: leak_after < main",
                            "definitely lost 691 in 1: leak_before < main");
            assertThat(run.stderr()).doesNotContain("INCOMPLETE");
        }
    }
}
