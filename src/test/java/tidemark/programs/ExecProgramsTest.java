package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that become others: checked before, if asked for, or left alone from then on. */
final class ExecProgramsTest {
    private static final String CHECK = "--check-at-exec=yes";
    private static final List<String> REPLACED =
            List.of("definitely lost 561 in 1: leak < main", "still reachable 562 in 1: main");
    private static final List<String> AT_THE_END = List.of(
            "definitely lost 561 in 1: leak < main",
            "definitely lost 563 in 1: leak_again < main",
            "definitely lost 562 in 1: main");
    private static final List<String> FIRST = List.of("definitely lost 511 in 1: leak_in_first < main");

    /** Memcheck and LeakSanitizer cannot: what an exec ends they never report. Without the option it is the same here. */
    @Test
    void programIsCheckedBeforeAnotherReplacesIt() {
        for (String way : List.of("execv", "execve", "execvp", "execl", "execle", "execlp", "fexecve")) {
            Run run = Tool.TIDEMARK.runWith(CHECK, "replaced " + way);
            assertThat(run.reports()).as(run::toString).hasSize(2);
            assertThat(run.reports().getFirst().facts()).as(way).isEqualTo(REPLACED);
            assertThat(run.stderr()).as(way).contains("Process becoming another program (exec)");
            assertThat(Tool.TIDEMARK.run("replaced " + way).reports()).as(way).hasSize(1);
        }
    }

    /** The other program is watched no more: the check is told when the process has ended. */
    @Test
    void programIsCheckedBeforeOneThatCannotBeObserved() {
        Run run = Tool.TIDEMARK.runWith(List.of(CHECK, "--trace-children-skip=*/replaced"), "replaced execv");
        assertThat(run.facts()).isEqualTo(REPLACED);
    }

    /** That a file has no known format is seen by the kernel alone, after the check; its report is dropped then. */
    @UnderBothTools
    void checkWhoseExecFailsDoesNotCount(Tool tool) {
        List<String> options = tool == Tool.TIDEMARK ? List.of(CHECK) : List.of();
        for (String way : List.of("fails", "not-executable")) {
            Run run = tool.runWith(options, "replaced " + way);
            assertThat(run.facts()).as(way).isEqualTo(AT_THE_END);
            assertThat(run.stderr()).doesNotContain("Process becoming another program");
        }
    }

    @UnderBothTools
    void programWhoseNameIsSkippedIsLeftAlone(Tool tool) {
        for (String way : List.of("exec", "execle", "fexecve", "cleared", "execlp")) {
            Run run = tool.runWith("--trace-children-skip=*/start", "start " + way);
            assertThat(run.reports()).as(run::toString).isEmpty();
            assertThat(run.stderr()).as(way).doesNotContain("NOT CHECKED");
        }
        for (String way : List.of("vfork", "spawn", "spawn-alone")) {
            assertThat(tool.runWith("--trace-children-skip=*/start", "start " + way)
                            .facts())
                    .as(way)
                    .isEqualTo(FIRST);
        }
    }

    /** libc starts the shell by a call of its own, so it is the shell's agent that finds out; what the shell starts is left alone, too. */
    @UnderBothTools
    void shellThatLibcStartsIsSkippedWithAllThatItStarts(Tool tool) {
        assertThat(tool.runWith("--trace-children-skip=*/sh", "start system").facts())
                .isEqualTo(FIRST);
    }

    /** The first is always the shell itself, which is no child. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--trace-children-skip=*/echo              | 1",
                "--trace-children-skip=/*/e?ho             | 1",
                "--trace-children-skip=,*/other,*/echo     | 1",
                "--trace-children-skip=echo                | 2",
                "--trace-children-skip=*/echo?             | 2",
                "--trace-children-skip-by-arg=/bin/e*      | 1",
                "--trace-children-skip-by-arg=other,*o*w*d | 1",
                "--trace-children-skip-by-arg=word         | 2",
                "--trace-children-skip=sh,*/sh             | 2"
            })
    void patternsMeanWhatTheyMeanToValgrind(String option, int reports) {
        Tool.chosen().forEach(tool -> {
            Run run = tool.run(List.of("sh", "-c", "/bin/echo otherworld; :"), Map.of(), option);
            assertThat(run.reports()).as(run::toString).hasSize(reports);
        });
    }

    /** Also of the preloaded libraries, of which the agent is one, only it is gone. */
    @Test
    void environmentOfASkippedProgramIsAsItIsAlone() {
        for (String preload : List.of("", "/usr/lib/x86_64-linux-gnu/libm.so.6")) {
            List<String> command = List.of("env", preload.isEmpty() ? "OWN=1" : "LD_PRELOAD=" + preload);
            List<String> tidemark = new ArrayList<>(command);
            tidemark.addAll(List.of("./tidemark", "-q", "--trace-children-skip=*/env", "sh", "-c", "/usr/bin/env; :"));
            List<String> alone = new ArrayList<>(command);
            alone.addAll(List.of("sh", "-c", "/usr/bin/env; :"));
            assertThat(Run.of(tidemark).stdout()).isEqualTo(Run.of(alone).stdout());
        }
    }

    /** What the kernel finds fault with must not end the process before. The options have the agent look at names, arguments and files. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-q",
                "--trace-children-skip=*/nobody",
                "--trace-children-skip=*/true",
                "--trace-children-skip-by-arg=nobody",
                "--check-at-exec=yes"
            })
    void pointersThatLeadNowhereGiveWhatTheyGiveAlone(String option) {
        String alone = Run.of(Programs.command("bad-pointers")).stdout();
        assertThat(alone).contains("execve environment: -1, errno 14\n").endsWith("signal: -1, errno 22\n");
        assertThat(Tool.TIDEMARK.runWith(option, "bad-pointers").stdout()).isEqualTo(alone);
    }

    /** What every wrapper script does. Memcheck prints nothing. */
    @Test
    void thatOneProgramBecomesAnotherIsNoFinding() {
        for (String shell : List.of("sh", "bash")) {
            List<String> wrapper = List.of(shell, "-c", "exec \"$0\"", Programs.file("replaced"));
            Run run = Tool.TIDEMARK.run(wrapper, Map.of(), "--error-exitcode=9", "--errors-for-leak-kinds=none");
            assertThat(run.exitCode())
                    .as(run::toString)
                    .isEqualTo(Run.of(wrapper).exitCode());
            assertThat(run.stderr()).contains("ERROR SUMMARY").doesNotContain("exec", "NOT CHECKED");
            Run verbose =
                    Tool.TIDEMARK.run(wrapper, Map.of(), "-v", "--error-exitcode=9", "--errors-for-leak-kinds=none");
            assertThat(verbose.exitCode()).isEqualTo(run.exitCode());
            assertThat(verbose.stderr().lines().filter(line -> line.contains("Became another program (exec)")))
                    .as(verbose::toString)
                    .hasSize(1);
            assertThat(verbose.stderr()).doesNotContain("LIVE BLOCKS", "NOT CHECKED");
        }
    }

    /** The agent is in none of them, so they are not checked; what their shell had is of no interest. */
    @Test
    void programsWithoutTheAgentAreOneLine() {
        Path program = Programs.FOLDER.resolve("linked-statically");
        Run built = Run.of(List.of("gcc", "-static", "-o", program.toString(), "programs/verdicts/all-freed.c"));
        assertThat(built.exitCode()).as(built::toString).isZero();
        Run shell =
                Tool.TIDEMARK.run(List.of("bash", "-c", "for i in 1 2 3; do x=$i; " + program + " $x; done"), Map.of());
        assertThat(shell.stderr())
                .containsPattern("== NOT CHECKED: processes became other programs .*: (\\d+(, )?){3}\\R")
                .doesNotContain("LIVE BLOCKS");
        Run alone = Tool.TIDEMARK.run(List.of("sh", "-c", "exec " + program), Map.of(), "--error-exitcode=9");
        assertThat(alone.exitCode()).isEqualTo(125);
        assertThat(alone.stderr())
                .contains("NOT CHECKED: processes became other programs")
                .hasLineCount(1);
    }
}
