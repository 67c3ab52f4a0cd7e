package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Java session that somebody has stopped: no program may wait for it, and none may pass for checked. */
final class StoppedSessionTest {
    private static final String NOT_CHECKED =
            "tidemark: NOT CHECKED: its Java session gave no sign of life for 5 seconds";

    /** Each ends as it does alone, whatever it waits for when Java stands still. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit       | 7   | through",
                "_exit      | 7   | through",
                "quick_exit | 7   | through",
                "abort      | 134 | through",
                "full       | 7   | through",
                "busy       | 7   | through",
                "check      | 7   | '0 through'",
                "child      | 7   | '1280 through'",
                "traced     | 7   | through"
            })
    void programGoesOnWithoutItAndThatIsSaid(String way, int exitCode, String output) {
        Run run = Tool.TIDEMARK.runWith("--error-exitcode=9", "stopped-java " + way);
        assertThat(run.exitCode()).as(run::toString).isEqualTo(exitCode);
        assertThat(run.stdout().lines()).containsExactly(output.split(" ", -1));
        assertThat(run.stderr().lines().filter(line -> line.startsWith(NOT_CHECKED)))
                .as(run::toString)
                .hasSize(1);
        assertThat(run.stderr()).doesNotContain("ERROR SUMMARY");
    }

    @Test
    void programThatIsHeldBeforeAnExecBecomesTheOtherOneAndIsNoSuccess() {
        Run run = Run.of(join(
                Tool.TIDEMARK.command(List.of("--error-exitcode=9", "--check-at-exec=yes"), "stopped-java exec"),
                List.of("/bin/echo", "replaced")));
        assertThat(run.stdout()).isEqualTo("through\nreplaced\n");
        assertThat(run.exitCode()).as(run::toString).isEqualTo(125);
        assertThat(run.stderr()).startsWith(NOT_CHECKED).hasLineCount(1);
    }

    @Test
    void whoAsksForACheckIsToldThatNobodyAnswers() throws Exception {
        try (CheckedServer server = CheckedServer.start()) {
            ProcessHandle program =
                    ProcessHandle.of(Long.parseLong(server.pid())).orElseThrow();
            ProcessHandle java = program.parent()
                    .orElseThrow()
                    .children()
                    .filter(child -> child.info().command().orElse("").endsWith("/java"))
                    .findFirst()
                    .orElseThrow();
            assertThat(Run.of(List.of("kill", "-STOP", Long.toString(java.pid())))
                            .exitCode())
                    .isZero();
            Run check = server.check();
            assertThat(check.exitCode()).as(check::toString).isEqualTo(125);
            assertThat(check.stderr())
                    .isEqualTo("tidemark: process " + server.pid()
                            + " was not checked: its Java session is stopped, hangs, or has ended\n");
            assertThat(server.end()).startsWith(NOT_CHECKED).hasLineCount(1);
        }
    }

    /** While Java stood still, with all of them held. */
    @Test
    void childrenThatAreKilledBeforeTheyCouldBeReadAreOneLine() {
        Run run = Tool.TIDEMARK.runWith("--error-exitcode=9", "stopped-java killed");
        assertThat(run.report().facts()).contains("definitely lost 681 in 1: leak < main");
        assertThat(run.stderr())
                .containsPattern(
                        "== NOT CHECKED: processes were killed while they were being checked, .*: (\\d+(, )?){7}\\R")
                .doesNotContain("LIVE BLOCKS");
        assertThat(Tool.TIDEMARK
                        .runWith(List.of("--error-exitcode=9", "--errors-for-leak-kinds=none"), "stopped-java killed")
                        .exitCode())
                .as("its own")
                .isEqualTo(7);
        assertThat(Tool.TIDEMARK
                        .runWith("--merge-children=yes", "stopped-java killed")
                        .stderr())
                .containsOnlyOnce("NOT CHECKED: processes were killed while they were being checked")
                .containsPattern("(==\\d+==    process \\d+: .*/stopped-java.*\\R){7}");
    }

    private static List<String> join(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
