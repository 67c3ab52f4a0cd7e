package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs whose blocks come from another allocator than libc's. What is expected is what Memcheck tells of them with libc's. */
final class AllocatorProgramsTest {
    private static final String LIBRARIES = "/usr/lib/x86_64-linux-gnu/";

    /** How the allocator comes into the program, with Debian's packages. */
    enum Allocator {
        LIBC(""),
        JEMALLOC("libjemalloc.so"),
        TCMALLOC("libtcmalloc_minimal.so"),
        MIMALLOC("libmimalloc.so");

        private final String file;

        Allocator(String file) {
            this.file = file;
        }

        private List<String> flags() {
            return this == LIBC ? List.of() : List.of("-Wl,--no-as-needed", LIBRARIES + file);
        }

        private Map<String, String> preloaded() {
            return this == LIBC ? Map.of() : Map.of("LD_PRELOAD", LIBRARIES + file);
        }
    }

    /** Compiles programs/allocators/SOURCE. */
    private static List<String> compiled(String source, Allocator allocator, String... flags) {
        String stem = source.substring(0, source.indexOf('.'));
        String file = Programs.FOLDER
                .resolve(stem + "-" + allocator + String.join("", flags))
                .toString();
        List<String> command = new ArrayList<>(List.of(source.endsWith(".cc") ? "g++" : "gcc"));
        command.addAll(Programs.FLAGS);
        command.addAll(List.of("-o", file, "programs/allocators/" + source));
        command.addAll(allocator.flags());
        command.addAll(List.of(flags));
        Run run = Run.of(command);
        assertThat(run.exitCode()).as(run::toString).isZero();
        return List.of(file);
    }

    /** Of a program that is linked with the allocator, and of one with which it is preloaded. */
    private static List<Run> bothWays(String source, Allocator allocator) {
        return List.of(
                Tool.TIDEMARK.run(compiled(source, allocator), Map.of()),
                Tool.TIDEMARK.run(compiled(source, Allocator.LIBC), allocator.preloaded()));
    }

    /** What the allocator itself has of operator new is left out, and what libstdc++ has. */
    private static List<String> facts(Run run) {
        assertThat(run.stderr()).doesNotContain("INCOMPLETE").doesNotContain("Invalid free");
        return run.facts().stream().filter(fact -> fact.endsWith("< main")).toList();
    }

    @ParameterizedTest
    @EnumSource
    void programWhosePltStandsForLibcsFunctionsRuns(Allocator allocator) {
        List<String> command = compiled("addresses-of-libc.c", allocator, "-no-pie", "-fno-pie");
        Run run = Tool.TIDEMARK.run(command, Map.of());
        assertThat(run.stdout()).as(run::toString).isEqualTo("0 3 1 0\n");
        assertThat(facts(run)).containsExactly("definitely lost 1409 in 1: leak < main");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDoneWithBlocksIsDoneAsBare(Allocator allocator) {
        List<String> argument = allocator == Allocator.MIMALLOC ? List.of() : List.of("throw");
        for (boolean linked : List.of(true, false)) {
            List<String> command = new ArrayList<>(compiled("mixed.cc", linked ? allocator : Allocator.LIBC));
            command.addAll(argument);
            Map<String, String> environment = linked ? Map.of() : allocator.preloaded();
            Run bare = Run.of(command, environment);
            assertThat(bare.stdout()).contains("aligned new[]");
            Run run = Tool.TIDEMARK.run(command, environment);
            assertThat(run.stdout()).as(run::toString).isEqualTo(bare.stdout());
            assertThat(run.exitCode()).isEqualTo(bare.exitCode()).isZero();
            assertThat(facts(run))
                    .containsExactly(
                            "definitely lost 771 in 1: lose_mallocs < main",
                            "definitely lost 772 in 1: lose_news < main");
        }
    }

    @ParameterizedTest
    @EnumSource
    void blocksThatLieCloseTogetherAreToldApart(Allocator allocator) {
        for (Run run : bothWays("small-blocks.c", allocator)) {
            assertThat(facts(run)).as(run::toString).containsExactly("definitely lost 800 in 100: lose < main");
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatIsABlockHoldsBlocksInAllocatorsMemory(Allocator allocator) {
        for (Run run : bothWays("free-memory.c", allocator)) {
            assertThat(facts(run))
                    .as(run::toString)
                    .containsExactlyInAnyOrder(
                            "definitely lost 781 in 1: lost_by_free < main",
                            "definitely lost 78400 in 100: lose_many < main",
                            "still reachable 782 in 1: hold_by_mapping < main",
                            "still reachable 1573 in 2: hold_by_block < main");
        }
    }

    @ParameterizedTest
    @EnumSource
    void threadsFreeEachOthersBlocks(Allocator allocator) {
        for (Run run : bothWays("threads.c", allocator)) {
            assertThat(run.stdout()).isEqualTo("done\n");
            assertThat(run.report().facts(1)).as(run::toString).contains("definitely lost 6328 in 8: work");
            assertThat(run.stderr()).doesNotContain("INCOMPLETE").doesNotContain("Invalid free");
        }
    }

    /** As a script does that sets LD_PRELOAD to what it has, behind something new. */
    @Test
    void allocatorThatIsPreloadedInFrontOfTheAgentComesBehindIt() {
        String script = "LD_PRELOAD=" + LIBRARIES + "libjemalloc.so:$LD_PRELOAD exec "
                + compiled("small-blocks.c", Allocator.LIBC).getFirst();
        Run run = Tool.TIDEMARK.run(List.of("sh", "-c", script), Map.of());
        assertThat(facts(run)).as(run::toString).contains("definitely lost 800 in 100: lose < main");
    }

    /** No other module's calls show it: nothing seems to have been allocated. */
    @Test
    void mallocThatTheProgramDoesNotExportIsSaid() {
        Run run = Tool.TIDEMARK.run(
                compiled("own-malloc.c", Allocator.LIBC, "-fvisibility=hidden"), Map.of(), "--error-exitcode=9");
        assertThat(run.stderr()).contains("INCOMPLETE CHECK").contains("The program has a malloc of its own");
        assertThat(run.exitCode()).as(run::toString).isEqualTo(125);
    }

    @Test
    void programWithItsOwnMallocIsNotCheckedAndNoSuccess() {
        Run run = Tool.TIDEMARK.run(compiled("own-malloc.c", Allocator.LIBC), Map.of(), "--error-exitcode=9");
        assertThat(run.stderr()).contains("is not observed: its malloc is linked into the program itself");
        assertThat(run.stderr()).doesNotContain("no leaks are possible");
        assertThat(run.exitCode()).isNotZero();
    }
}
