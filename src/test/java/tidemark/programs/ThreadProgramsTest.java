package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

final class ThreadProgramsTest {
    @UnderBothTools
    void leaksOfSeveralThreadsAreToldApart(Tool tool) {
        assertThat(tool.run("thread-leaks").facts())
                .containsExactly(
                        "definitely lost 401 in 1: first",
                        "definitely lost 404 in 1: fourth",
                        "definitely lost 402 in 1: second",
                        "definitely lost 403 in 1: third");
    }

    @UnderBothTools
    void blocksFreedInAnotherThreadAreFreed(Tool tool) {
        Run run = tool.run("freed-elsewhere");
        assertThat(run.facts()).isEmpty();
        // The one block more that is allocated is the thread's own, made by pthread_create.
        assertThat(run.report().heap().orElseThrow().allocations()).isEqualTo(201);
        assertThat(run.report().heap().orElseThrow().frees()).isEqualTo(200);
    }

    @UnderBothTools
    void leakOfADetachedThreadOutlivesIt(Tool tool) {
        assertThat(tool.run("detached").facts()).containsExactly("definitely lost 421 in 1: leak < run");
    }

    /** What the loops hold at that moment is chance, so only the leak is compared. */
    @UnderBothTools
    void threadMayExitWhileOthersAllocate(Tool tool) {
        Run run = tool.run("thread-calls-exit");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.report().facts()).contains("definitely lost 431 in 1: leak < leave");
    }

    @UnderBothTools
    void twoHundredThreadsMakeOneRecord(Tool tool) {
        assertThat(tool.run("many-threads").facts()).containsExactly("definitely lost 88200 in 200: leak < run");
    }

    /** A main thread that is gone has no memory to read: the process is looked at through the thread that holds it. */
    @UnderBothTools
    void programWhoseMainThreadLeftIsChecked(Tool tool) {
        assertThat(tool.run("main-leaves").facts(2)).contains("definitely lost 781 in 1: leak < stay");
    }

    /** What the agent keeps for a thread is the next one's: else it would grow by a MiB for each. Memcheck itself does grow. */
    @UnderBothTools
    void thousandsOfThreadsOneAfterAnotherNeedNoMoreMemory(Tool tool) {
        for (String way : List.of("joined ", "detached ", "late ")) {
            int thousands = tool == Tool.TIDEMARK && !way.equals("late ") ? 100 : 10;
            Run run = tool.run("thousands-of-threads " + way + thousands + "000");
            assertThat(run.facts())
                    .contains("definitely lost " + 461 * thousands + " in " + thousands + ": leak < run");
            if (tool == Tool.TIDEMARK) {
                // Some stacks of 8 MiB more or less may be in use or kept by glibc.
                assertThat(Integer.parseInt(run.stdout().replace(" MiB more\n", "")))
                        .as(way)
                        .isLessThan(200);
            }
        }
    }

    /** No signal of ours could reach it. */
    @UnderBothTools
    void threadThatBlocksAllSignalsIsStoppedAsWell(Tool tool) {
        assertThat(tool.run("deaf-thread").facts())
                .contains("definitely lost 464 in 1: leak < wait_deaf", "still reachable 463 in 1: wait_deaf");
    }

    /** The agent saves a part of the stack below a free near a thread's start. */
    @UnderBothTools
    void freesAtAllDepthsOfAThreadChangeNothing(Tool tool) {
        Run run = tool.run("frees-at-all-depths");
        assertThat(run.exitCode()).as(run::toString).isZero();
        assertThat(run.stdout()).isEqualTo(24 * 2 * 61 + "\n");
        assertThat(run.facts()).isEmpty();
    }
}
