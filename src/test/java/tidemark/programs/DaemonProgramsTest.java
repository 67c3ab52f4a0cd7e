package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Processes that outlive the program which started them, and children of programs with threads. */
final class DaemonProgramsTest {
    private static final List<String> WAYS = List.of("daemon", "daemon-twice", "double-fork", "background");
    private static final List<String> PROGRAM = List.of("definitely lost 571 in 1: leak_in_program < main");
    private static final List<String> DAEMON = List.of("definitely lost 572 in 1: leak_in_daemon < main");

    /** All that is written, also after the command has returned: cat reads until the last has closed its end. */
    private static Run toTheLast(Tool tool, String words) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\" 2>&1 | cat >&2", "sh"));
        command.addAll(tool.command(List.of(), words));
        return Run.of(command);
    }

    /**
     * The program's own report is the same, also where it ends inside libc. Of a child Memcheck tells once more what it inherited; we do
     * not. The child between, which forks again, has a report of its own, in which we have nothing to tell.
     */
    @UnderBothTools
    void daemonIsReportedWhenItEnds(Tool tool) {
        for (String way : WAYS) {
            Run run = toTheLast(tool, "daemon " + way);
            List<List<String>> facts = new ArrayList<>();
            run.reports().forEach(report -> facts.add(report.facts()));
            facts.remove(List.<String>of());
            List<List<String>> expected = new ArrayList<>(List.of(PROGRAM, DAEMON));
            if (tool == Tool.VALGRIND) {
                expected = new ArrayList<>(List.of(PROGRAM, List.of(DAEMON.getFirst(), PROGRAM.getFirst())));
                if (way.equals("double-fork") || way.equals("daemon-twice")) {
                    expected.add(PROGRAM);
                }
            }
            assertThat(facts).as(run::toString).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(run.stderr()).as(way).doesNotContain("NOT CHECKED");
        }
    }

    /** Then all is told before the command returns. */
    @Test
    void commandCanWaitForTheDaemon() {
        for (String way : WAYS) {
            Run run = Tool.TIDEMARK.runWith("--wait-for-children=yes", "daemon " + way);
            assertThat(run.exitCode()).isEqualTo(way.startsWith("daemon") ? 0 : 7);
            assertThat(run.reports())
                    .as(run::toString)
                    .extracting(Report::facts)
                    .contains(PROGRAM)
                    .contains(DAEMON);
        }
    }

    /** In the middle of malloc and of the agent as well. What the loops have in use is chance, and Memcheck tells what a child inherited. */
    @UnderBothTools
    void childrenForkedWhileOthersAllocateHaveTheirReports(Tool tool) {
        Run run = tool.run("fork-among-threads");
        List<List<String>> facts = new ArrayList<>();
        run.reports().forEach(report -> facts.add(report.facts()));
        assertThat(facts).as(run::toString).hasSize(21);
        assertThat(facts)
                .filteredOn(lost -> lost.contains("definitely lost 573 in 1: leak_in_child < main"))
                .hasSize(20);
        assertThat(facts)
                .filteredOn(lost -> lost.contains("definitely lost 574 in 1: leak_in_parent < main"))
                .hasSize(1);
    }
}
