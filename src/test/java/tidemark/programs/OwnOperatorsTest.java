package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs in which not all operators new and delete are the C++ library's: no free of theirs is told as mismatched, since what was called cannot be
 * told, and they work as they do bare. Memcheck tells some of them: its own operators stand in where a symbol names the program's, not where it is stripped.
 */
final class OwnOperatorsTest {
    private static final String MISMATCHED = "Mismatched free()";

    @TempDir
    private Path folder;

    /** Compiles programs/operators/NAME.cc to a file of that name. */
    private String compiled(String name, String... flags) {
        return compiled(name, source(name), flags);
    }

    /** Compiles programs/operators/makers.cc, with changes, to a file of that name. */
    private String changed(String name, UnaryOperator<String> change, String... flags) throws IOException {
        String makers = Files.readString(source("makers"));
        return compiled(name, Files.writeString(folder.resolve(name + ".cc"), change.apply(makers)), flags);
    }

    private static String boundDeeply(String makers) {
        return makers.replace("RTLD_NOW | RTLD_LOCAL", "RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND");
    }

    private static Path source(String name) {
        return Path.of("programs", "operators", name + ".cc");
    }

    private String compiled(String name, Path source, String... flags) {
        String file = folder.resolve(name).toString();
        List<String> command = new ArrayList<>(List.of("g++", "-O2", "-fPIC", "-o", file, source.toString()));
        command.addAll(List.of(flags));
        Run run = Run.of(command);
        assertThat(run.exitCode()).as(run::toString).isZero();
        return file;
    }

    private static Run rightly(Tool tool, List<String> command) {
        Run run = tool.run(command, Map.of());
        assertThat(run.exitCode()).as(run::toString).isZero();
        return run;
    }

    @Test
    void operatorsOfOneLibraryAreTheProcesss() {
        for (Tool tool : Tool.values()) {
            Run run = rightly(tool, List.of(compiled("makers"), compiled("module-maker", "-shared")));
            assertThat(run.stderr()).doesNotContain(MISMATCHED);
        }
    }

    @Test
    void programsThatTheLibraryIsLinkedIntoHaveTheirOwn() {
        String maker = compiled("module-maker", "-shared");
        String program = compiled("makers", "-static-libstdc++", "-static-libgcc");
        assertThat(rightly(Tool.TIDEMARK, List.of(program, maker)).stderr()).doesNotContain(MISMATCHED);
        String stripped = compiled("makers", "-static-libstdc++", "-static-libgcc", "-s");
        assertThat(rightly(Tool.TIDEMARK, List.of(stripped, maker)).stderr()).doesNotContain(MISMATCHED);
        assertThat(rightly(Tool.VALGRIND, List.of(stripped, maker)).stderr()).contains(MISMATCHED);
    }

    /** All calls in it are jumps, so it is in no call path. */
    @Test
    void moduleWithHiddenOperatorsIsKnown() {
        List<String> command = List.of(compiled("makers"), compiled("module-own-operators", "-shared"));
        assertThat(rightly(Tool.TIDEMARK, command).stderr()).doesNotContain(MISMATCHED);
        assertThat(rightly(Tool.VALGRIND, command).stderr()).contains(MISMATCHED);
    }

    /** Were ours to stand in for them, the program would free addresses that malloc never gave. */
    @Test
    void operatorsOfALibraryThatIsLinkedInAreCalled() {
        String library = compiled("module-before-blocks", "-shared", "-Wl,-Bsymbolic");
        String program = compiled("linked-maker", library);
        assertThat(Run.of(List.of(program)).exitCode()).isZero();
        for (Tool tool : Tool.values()) {
            Run run = rightly(tool, List.of(program));
            assertThat(run.report().facts()).isEmpty();
            assertThat(WrongFree.of(run.report())).isEmpty();
        }
    }

    /** Of the operators that the module calls, none is ours: it is bound to the C++ library itself, whose delete leaves by a jump to free. */
    @Test
    void moduleThatIsBoundDeeplyIsKnown() throws Exception {
        String program = changed("deep", OwnOperatorsTest::boundDeeply);
        Run run = rightly(
                Tool.TIDEMARK, List.of(program, compiled("module-maker", "-shared", "-fno-sized-deallocation")));
        assertThat(run.stderr()).doesNotContain(MISMATCHED);
    }

    /** All modules were looked at for the mismatched free before it. */
    @Test
    void moduleThatIsBoundDeeplyIsKnownAfterAMismatchedFreeToo() throws Exception {
        String program = changed(
                "deep-later",
                makers -> boundDeeply(makers)
                        .replace(
                                "void *module =",
                                "void *volatile mistaken = new Thing;\n  __builtin_free(mistaken);\n  void *module ="),
                "-fno-builtin",
                "-w");
        Run run = rightly(
                Tool.TIDEMARK, List.of(program, compiled("module-maker", "-shared", "-fno-sized-deallocation")));
        assertThat(run.stderr()).containsOnlyOnce(MISMATCHED);
    }

    @Test
    void mismatchedOperatorsAreToldAllTheSame() throws Exception {
        String program = changed(
                "mistaken",
                makers -> makers.replace(
                        "destroy(new Thing);",
                        "destroy(new Thing); destroy(new Thing[1]); __builtin_free(make());"
                                + " void *volatile array = ::operator new[](1403); ::operator delete(array);"),
                "-fno-builtin");
        Run shared = rightly(Tool.TIDEMARK, List.of(program, compiled("module-maker", "-shared")));
        assertThat(WrongFree.of(shared.report())).hasSize(3);
        Run own = rightly(Tool.TIDEMARK, List.of(program, compiled("module-own-operators", "-shared")));
        assertThat(WrongFree.of(own.report()))
                .singleElement()
                .satisfies(wrong -> assertThat(wrong.fact()).contains("operator new[]"));
    }
}
