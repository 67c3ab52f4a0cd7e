package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProcessProgramsTest {
    private static final List<String> CHILD = List.of("definitely lost 501 in 1: leak_in_child < main");
    private static final List<String> PARENT = List.of("definitely lost 502 in 1: leak_in_parent < main");
    private static final List<String> FIRST = List.of("definitely lost 511 in 1: leak_in_first < main");
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGKILL = 9;
    private static final int SIGALRM = 14;
    private static final int SIGTERM = 15;
    private static final List<String> SECOND = List.of("definitely lost 512 in 1: leak_in_second < main");

    @UnderBothTools
    void forkedChildThatExitsHasAReportOfItsOwn(Tool tool) {
        assertThat(tool.run("fork").reports()).extracting(Report::facts).containsExactlyInAnyOrder(CHILD, PARENT);
    }

    @UnderBothTools
    void forkedChildThatLeavesByUnderscoreExitHasAReportOfItsOwn(Tool tool) {
        assertThat(tool.run("fork _exit").reports()).extracting(Report::facts).containsExactlyInAnyOrder(CHILD, PARENT);
    }

    @UnderBothTools
    void whatAForkedChildInheritedCanHoldItsBlocks(Tool tool) {
        assertThat(tool.runWith("--show-leak-kinds=all", "inherited-heap").reports())
                .filteredOn(report -> report.facts().toString().contains("be_child"))
                .singleElement()
                .satisfies(child -> {
                    assertThat(child.recordOf(1101).kind()).isEqualTo(Kind.STILL_REACHABLE);
                    assertThat(child.recordOf(1102).kind()).isEqualTo(Kind.STILL_REACHABLE);
                    assertThat(child.recordOf(1103).kind()).isEqualTo(Kind.STILL_REACHABLE);
                    assertThat(child.recordOf(1104).kind()).isEqualTo(Kind.STILL_REACHABLE);
                    assertThat(child.recordOf(1105).kind()).isEqualTo(Kind.DEFINITELY_LOST);
                    assertThat(child.recordOf(1106).kind()).isEqualTo(Kind.DEFINITELY_LOST);
                    assertThat(child.total(Kind.DEFINITELY_LOST)).isEqualTo(new Amount(2211, 2));
                });
    }

    /** A subshell goes on with what the shell has allocated. */
    @UnderBothTools
    void subshellsOfBashLoseNothing(Tool tool) {
        Run run = tool.run(List.of("bash", "-c", "x=$(echo a); echo $x; (y=$x; echo $y)"), Map.of());
        assertThat(run.stdout()).isEqualTo("a\na\n");
        assertThat(run.reports())
                .hasSizeGreaterThan(2)
                .allSatisfy(
                        report -> assertThat(report.total(Kind.DEFINITELY_LOST)).isEqualTo(new Amount(0, 0)));
    }

    /** The first program never ended, it was replaced: what it lost is gone with it. */
    @UnderBothTools
    void programReplacedByExecIsNotReported(Tool tool) {
        assertThat(tool.run("start exec").reports()).extracting(Report::facts).containsExactly(SECOND);
    }

    @UnderBothTools
    void programStartedWithAnEnvironmentOfItsOwnIsFollowed(Tool tool) {
        for (String way : List.of("execle", "fexecve", "cleared", "execlp")) {
            assertThat(tool.run("start " + way).reports())
                    .as(way)
                    .extracting(Report::facts)
                    .containsExactly(SECOND);
        }
        Run run = tool.run("start spawn-alone");
        assertThat(run.stdout()).isEqualTo("OWN=1\n");
        assertThat(run.reports()).extracting(Report::facts).containsExactlyInAnyOrder(FIRST, SECOND);
    }

    /** Its environment is then what the program gave it. */
    @Test
    void programsAreLeftAloneByWhoWantsNoChildren() {
        String shown = "env -i OWN=1 env";
        assertThat(Tool.TIDEMARK.run(List.of("sh", "-c", shown), Map.of()).stdout())
                .contains("OWN=1\n", "TIDEMARK_SESSION=");
        Run run = Run.of(List.of("./tidemark", "--trace-children=no", "sh", "-c", shown));
        assertThat(run.stdout()).isEqualTo("OWN=1\n");
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

    /** The exit code is a shell's: a process that died by the signal, as it does alone. */
    @UnderBothTools
    void programThatASignalEndsHasVerdictsAndDiesByIt(Tool tool) {
        List<String> ways = List.of(
                "abort",
                "fault",
                "divide",
                "trap",
                "pipe",
                "raise " + SIGTERM,
                "raise " + SIGINT,
                "raise " + SIGHUP,
                "thread",
                "suspend",
                "again",
                "signal-stack",
                "asked");
        for (String way : ways) {
            Run run = tool.run("signals " + way);
            assertThat(run.exitCode())
                    .as(way)
                    .isEqualTo(Run.of(Programs.command("signals " + way)).exitCode());
            assertThat(run.stdout()).as(way).isEmpty();
            assertThat(run.facts())
                    .as(way)
                    .contains("definitely lost 551 in 1: leak < main", "still reachable 552 in 1: main");
        }
    }

    /** Memcheck tells only of signals that the kernel sends. */
    @Test
    void deathByASignalIsOneLineToWhoWantsOnlyErrors() {
        for (String way : List.of("abort", "fault", "raise " + SIGTERM)) {
            List<String> quiet = List.of("-q", "--show-leak-kinds=none");
            assertThat(Tool.TIDEMARK.runWith(quiet, "signals " + way).stderr())
                    .as(way)
                    .matches("==\\d+== Process terminating with default action of signal \\d+ \\(SIG\\w+\\)\n");
        }
    }

    /** Whatever was found: a harness must see a crash as one. */
    @UnderBothTools
    void deathByASignalStaysThatDeathWithAnExitCodeForErrors(Tool tool) {
        for (String way : List.of("abort", "fault", "divide", "raise " + SIGTERM)) {
            Run run = tool.runWith("--error-exitcode=9", "signals " + way);
            assertThat(run.exitCode())
                    .as(run::toString)
                    .isEqualTo(Run.of(Programs.command("signals " + way)).exitCode());
            assertThat(run.facts()).as(way).contains("definitely lost 551 in 1: leak < main");
        }
        assertThat(tool.runWith("--error-exitcode=9", "unheld kill").exitCode()).isEqualTo(128 + SIGKILL);
    }

    @Test
    void programThatIsNotHeldShowsWhatWasLiveByCallPath() {
        for (String ending : List.of("kill", "exit-group", "signal")) {
            Run run = Tool.TIDEMARK.run("unheld " + ending);
            assertThat(run.exitCode())
                    .as(ending)
                    .isEqualTo(Run.of(Programs.command("unheld " + ending)).exitCode());
            assertThat(run.stderr())
                    .containsSubsequence(
                            "NOT CHECKED: ",
                            "; 1,065 bytes in 3 blocks were live then",
                            "LIVE BLOCKS by call path",
                            "531 bytes in 1 blocks were live in record 1 of 2",
                            ": keep (in ",
                            ": main (in ",
                            "534 bytes in 2 blocks were live in record 2 of 2",
                            ": leak (in ");
        }
    }

    /** It sees system calls, also the one by which a program kills itself, so it has verdicts. */
    @Test
    void memcheckHasTheSameBlocksInUse() {
        for (String ending : List.of("kill", "exit-group", "success", "signal")) {
            Report memcheck = Tool.VALGRIND.run("unheld " + ending).report();
            assertThat(memcheck.heap().orElseThrow().inUse()).as(ending).isEqualTo(new Amount(1065, 3));
            assertThat(memcheck.facts())
                    .containsExactly("definitely lost 534 in 2: leak < main", "still reachable 531 in 1: keep < main");
        }
    }

    @Test
    void liveBlocksAreNotShownToWhoAsksForNoRecords() {
        Run run = Tool.TIDEMARK.runWith("--show-leak-kinds=none", "unheld kill");
        assertThat(run.stderr())
                .contains("1,065 bytes in 3 blocks were live then")
                .doesNotContain("LIVE BLOCKS");
    }

    @Test
    void programThatIsNotHeldIsNoSuccessToWhoAsksForAnExitCode() {
        assertThat(Tool.TIDEMARK.runWith("--error-exitcode=9", "unheld success").exitCode())
                .isEqualTo(125);
    }

    /** Mostly inside malloc or the agent, with or without their locks. */
    @Test
    void signalInTheMiddleOfAnAllocationIsHeldAsWell() {
        for (int microseconds = 500; microseconds < 5500; microseconds += 700) {
            Run run = Tool.TIDEMARK.run("signals allocating " + microseconds);
            assertThat(run.exitCode()).as(run::toString).isEqualTo(128 + SIGALRM);
            assertThat(run.facts()).as(run::toString).contains("definitely lost 551 in 1: leak < main");
        }
    }

    /** Under a shell's limit on core files, so that the kernel writes one, or not, as it does alone. */
    @Test
    void waitStatusTellsTheSignalAndTheCore() {
        for (String way : List.of("abort", "fault", "raise " + SIGTERM)) {
            List<String> command = List.of(
                    "sh",
                    "-c",
                    "ulimit -c unlimited; exec " + String.join(" ", Programs.command("wait-status signals " + way)));
            Run alone = Run.of(command);
            Run run = Tool.TIDEMARK.run(command, Map.of());
            assertThat(alone.stdout()).as(way).startsWith("status ");
            assertThat(run.stdout()).as(way).isEqualTo(alone.stdout());
        }
    }

    /** Also where the signal interrupted an allocation, or came while another thread had the agent's lock. */
    @ParameterizedTest
    @ValueSource(strings = {"forking-handler", "forking-handler regions"})
    void childrenThatAHandlerForksEndAsTheyWouldAloneAndAreReported(String words) {
        Run run = Tool.TIDEMARK.run(words);
        assertThat(run.exitCode()).as(run::toString).isZero();
        assertThat(run.stdout()).as(run::toString).startsWith("0 children failed\n");
        assertThat(run.reports())
                .filteredOn(report -> report.facts().contains("definitely lost 762 in 1: leak_in_child < main"))
                .hasSize(100);
    }

    @UnderBothTools
    void childOfAProgramThatOverwroteItsEnvironmentHasAReport(Tool tool) {
        assertThat(tool.run("title").reports())
                .extracting(Report::facts)
                .contains(List.of("definitely lost 771 in 1: leak < main"));
    }

    @UnderBothTools
    void programThatHandlesASignalAndEndsIsCheckedAsByAnyEnd(Tool tool) {
        for (int signal : List.of(SIGTERM, SIGINT)) {
            for (String way : List.of("exit ", "_exit ", "flag ")) {
                Run run = tool.run("handled-signal " + way + signal);
                assertThat(run.exitCode()).as(way).isEqualTo(7);
                assertThat(run.facts()).as(way).containsExactly("definitely lost 553 in 1: leak < main");
                assertThat(run.stderr()).doesNotContain("Process terminating");
            }
        }
    }
}
