package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Threads that the kernel cannot stop, and processes that it does not let us stop or read. Memcheck looks from inside, so nobody can refuse it. */
final class UnstoppableProgramsTest {
    private static final List<String> OF_A_TRACED_PROGRAM = List.of(
            "definitely lost 581 in 1: leak < traced < main",
            "still reachable 582 in 1: other",
            "still reachable 583 in 1: traced < main");
    private static final String INCOMPLETE = "INCOMPLETE CHECK: ";

    /** No comparison: for Memcheck a vfork is a fork, after which the thread does not sleep but ends. */
    @Test
    void threadInUninterruptibleSleepIsToldAndItsStackSeen() {
        Run run = Tool.TIDEMARK.run("uninterruptible");
        assertThat(run.facts())
                .contains(
                        "definitely lost 465 in 1: leak < main",
                        "still reachable 466 in 1: sleep_in_vfork",
                        "still reachable 467 in 1: main");
        assertThat(run.stderr()).containsPattern(INCOMPLETE + ".*\n.* Thread \\d+ could not be stopped: ");
        assertThat(Tool.TIDEMARK
                        .runWith("--error-exitcode=9", "uninterruptible")
                        .exitCode())
                .isEqualTo(9);
    }

    /** Where LeakSanitizer ends with "does not work under ptrace". A program of one thread waits in the agent, so nothing is missing. */
    @UnderBothTools
    void tracedProgramIsReadWhereItStands(Tool tool) {
        Run run = tool.run("traced alone");
        assertThat(run.reports())
                .extracting(Report::facts)
                .contains(List.of(
                        "definitely lost 581 in 1: leak < traced < main", "still reachable 583 in 1: traced < main"));
        assertThat(run.stderr()).doesNotContain(INCOMPLETE);
    }

    /** The agent stops the others by a signal, which leaves their registers on their stacks, so nothing is missing either. */
    @UnderBothTools
    void threadsOfATracedProgramAreStoppedByTheAgent(Tool tool) {
        for (String way : List.of("sleeps", "runs")) {
            Run run = tool.run("traced " + way);
            List<String> expected = new ArrayList<>(OF_A_TRACED_PROGRAM);
            if (way.equals("runs")) {
                expected.add("still reachable 584 in 1: run_in_a_register < other");
            }
            assertThat(run.reports())
                    .as(run::toString)
                    .extracting(Report::facts)
                    .anySatisfy(facts -> assertThat(facts).containsAll(expected));
            assertThat(run.stderr()).as(way).doesNotContain(INCOMPLETE);
        }
    }

    @UnderBothTools
    void threadsThatTheAgentStoppedGoOn(Tool tool) {
        Run run = tool.run("traced goes-on");
        assertThat(run.exitCode()).as(run::toString).isZero();
        assertThat(run.stderr()).doesNotContain(INCOMPLETE);
        if (tool == Tool.TIDEMARK) {
            assertThat(run.stderr()).contains("LEAK CHECK 1 of the running process");
        }
    }

    /** Its stack is seen, its registers are not. */
    @UnderBothTools
    void threadThatBlocksTheAgentsSignalIsTold(Tool tool) {
        Run run = tool.run("traced deaf");
        assertThat(run.reports())
                .as(run::toString)
                .extracting(Report::facts)
                .anySatisfy(facts -> assertThat(facts).containsAll(OF_A_TRACED_PROGRAM));
        if (tool == Tool.TIDEMARK) {
            assertThat(run.stderr())
                    .containsPattern(
                            INCOMPLETE + ".*\n.* Thread \\d+ could not be stopped: what only its registers point at"
                                    + " is reported as lost \\(process \\d+ traces it, such as a debugger")
                    .doesNotContain("ran while");
            assertThat(run.stderr())
                    .as("below the stack pointer")
                    .contains("585 bytes in 1 blocks are definitely lost");
        }
    }

    @Test
    void threadThatRunsOnIsTold() {
        assertThat(Tool.TIDEMARK.run("traced deaf-runs").stderr())
                .containsPattern(
                        INCOMPLETE + ".*\n.* Threads ran while the process was read, since they could not be stopped: "
                                + "process \\d+ traces it");
    }

    @Test
    void signalThatTheProgramHandlesItselfIsNotUsed() {
        Run run = Tool.TIDEMARK.run("traced handles");
        assertThat(run.exitCode()).as(run::toString).isZero();
        assertThat(run.stderr()).contains(INCOMPLETE);
    }

    /** As root we may read every process, so that right is given up first. */
    @Test
    void programThatMayNotBeReadShowsWhatWasLiveByCallPath() {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--bounding-set=-sys_ptrace"));
        }
        command.addAll(Tool.TIDEMARK.command(List.of(), "undumpable"));
        Run run = Run.of(command);
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.stderr())
                .containsSubsequence(
                        "NOT CHECKED: Process ",
                        " cannot be observed: ",
                        "; 1,775 bytes in 3 blocks were live then",
                        "LIVE BLOCKS by call path",
                        "591 bytes in 1 blocks were live in record 1 of 2",
                        ": keep (in ",
                        "1,184 bytes in 2 blocks were live in record 2 of 2",
                        ": leak (in ")
                .doesNotContain("lost");
        assertThat(Tool.VALGRIND.run("undumpable").report().heap().orElseThrow().inUse())
                .isEqualTo(new Amount(1775, 3));
    }
}
