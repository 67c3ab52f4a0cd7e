package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the C and C++ libraries keep for themselves is told apart as Memcheck has it freed, which the other tests have neither tool do. */
final class LibraryProgramsTest {
    private static final String KEPT = "kept-by-libraries ";
    private static final List<String> FREERES = List.of("--run-libc-freeres=yes", "--run-cxx-freeres=yes");

    private static Report told(Tool tool, String words) {
        Run run = tool.runWith(FREERES, words);
        assertThat(run.exitCode()).as(run::toString).isZero();
        return run.report();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                KEPT + "environment",
                KEPT + "forgotten-file",
                KEPT + "wide-file",
                KEPT + "forgotten-memory-file",
                KEPT + "own-buffer",
                KEPT + "output",
                KEPT + "sudden-end",
                KEPT + "exit-handlers",
                KEPT + "fork-handlers",
                KEPT + "locale",
                KEPT + "threads-locale",
                KEPT + "conversion",
                KEPT + "forgotten-conversion",
                KEPT + "user",
                KEPT + "host",
                KEPT + "messages",
                KEPT + "time-zone",
                KEPT + "semaphore",
                KEPT + "table",
                KEPT + "unknown-error",
                KEPT + "thread-specific",
                KEPT + "thread-local",
                KEPT + "timer",
                KEPT + "not-loaded module-holder.so",
                KEPT + "loaded module-holder.so",
                KEPT + "unloaded module-holder.so",
                KEPT + "unloaded-globally module-holder.so",
                "greeting",
                "greeting locale",
                "greeting file"
            })
    void whatIsInUseAndLostIsMemchecks(String words) {
        Report memcheck = told(Tool.VALGRIND, words);
        Report tidemark = told(Tool.TIDEMARK, words);
        assertThat(tidemark.leakSummary()).isEqualTo(memcheck.leakSummary());
        Report.HeapSummary theirs = memcheck.heap().orElseThrow();
        Report.HeapSummary ours = tidemark.heap().orElseThrow();
        assertThat(ours.inUse()).isEqualTo(theirs.inUse());
        assertThat(ours.allocations()).isEqualTo(theirs.allocations());
        assertThat(ours.frees()).isEqualTo(theirs.frees());
    }

    @Test
    void whatPutenvWasGivenIsTheProgramsAndReachable() {
        Report report = told(Tool.TIDEMARK, KEPT + "put-in-environment");
        assertThat(report.total(Kind.STILL_REACHABLE)).isEqualTo(new Amount(77 + 30, 2));
        assertThat(report.heap().orElseThrow().inUse()).isEqualTo(new Amount(77 + 30, 2));
    }

    @Test
    void vectorOfARunningThreadIsTheLoaders() {
        Report report = told(Tool.TIDEMARK, KEPT + "running-thread");
        assertThat(report.heap().orElseThrow().inUse()).isEqualTo(Amount.NOTHING);
        assertThat(report.heap().orElseThrow().allocations()).isEqualTo(1);
    }

    /** Memcheck's record of the loader's list is not among them. */
    @Test
    void moduleThatIsStillLoadedIsTheProgramsAndTheListOfModulesTheLoaders() {
        Amount memcheck =
                told(Tool.VALGRIND, KEPT + "loaded-globally module-holder.so").total(Kind.STILL_REACHABLE);
        Amount tidemark =
                told(Tool.TIDEMARK, KEPT + "loaded-globally module-holder.so").total(Kind.STILL_REACHABLE);
        assertThat(tidemark.blocks()).isEqualTo(memcheck.blocks() - 1);
    }

    @Test
    void oneLineCountsThem() {
        Run run = Tool.TIDEMARK.runWith(FREERES, KEPT + "output");
        assertThat(run.stderr())
                .contains("   libraries' own: 4,096 bytes in 1 blocks, counted as freed (--run-libc-freeres=no)\n")
                .contains("All heap blocks were freed -- no leaks are possible\n")
                .doesNotContain("in loss record");
    }

    @Test
    void eachLibraryIsToldApartOnItsOwn() {
        Report withC =
                Tool.TIDEMARK.runWith("--run-cxx-freeres=yes", "greeting").report();
        assertThat(withC.total(Kind.STILL_REACHABLE)).isEqualTo(new Amount(4096, 1));
        Report withCxx =
                Tool.TIDEMARK.runWith("--run-libc-freeres=yes", "greeting").report();
        assertThat(withCxx.total(Kind.STILL_REACHABLE)).isEqualTo(new Amount(72704, 1));
    }

    @Test
    void whoAsksForMuchSeesThemAsRecords() {
        Run run = Tool.TIDEMARK.runWith(List.of("-v", FREERES.get(0), FREERES.get(1)), KEPT + "forgotten-file");
        assertThat(run.stderr())
                .contains(" 4,096 bytes in 1 blocks are the libraries' own in loss record 2 of 2\n")
                .contains(" 472 bytes in 1 blocks are still reachable in loss record 1 of 2\n")
                .contains("    still reachable: 472 bytes in 1 blocks\n");
    }
}
