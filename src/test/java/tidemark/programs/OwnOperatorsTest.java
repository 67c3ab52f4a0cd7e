package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        String file = folder.resolve(name).toString();
        List<String> command = new ArrayList<>(List.of("g++", "-O2", "-fPIC", "-o", file));
        command.add(Path.of("programs", "operators", name + ".cc").toString());
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
        Path source = folder.resolve("deep.cc");
        Files.writeString(
                source,
                Files.readString(Path.of("programs", "operators", "makers.cc"))
                        .replace("RTLD_NOW | RTLD_LOCAL", "RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND"));
        String program = folder.resolve("deep").toString();
        assertThat(Run.of(List.of("g++", "-O2", "-o", program, source.toString()))
                        .exitCode())
                .isZero();
        Run run = rightly(
                Tool.TIDEMARK, List.of(program, compiled("module-maker", "-shared", "-fno-sized-deallocation")));
        assertThat(run.stderr()).doesNotContain(MISMATCHED);
    }

    /** All modules were looked at for the mismatched free before it. */
    @Test
    void moduleThatIsBoundDeeplyIsKnownAfterAMismatchedFreeToo() throws Exception {
        Path source = folder.resolve("deep-later.cc");
        Files.writeString(
                source,
                Files.readString(Path.of("programs", "operators", "makers.cc"))
                        .replace("RTLD_NOW | RTLD_LOCAL", "RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND")
                        .replace(
                                "void *module =",
                                "void *volatile mistaken = new Thing;\n  __builtin_free(mistaken);\n  void *module ="));
        String program = folder.resolve("deep-later").toString();
        assertThat(Run.of(List.of("g++", "-O2", "-fno-builtin", "-w", "-o", program, source.toString()))
                        .exitCode())
                .isZero();
        Run run = rightly(
                Tool.TIDEMARK, List.of(program, compiled("module-maker", "-shared", "-fno-sized-deallocation")));
        assertThat(run.stderr()).containsOnlyOnce(MISMATCHED);
    }

    @Test
    void mismatchedOperatorsAreToldAllTheSame() throws Exception {
        Path source = folder.resolve("mistaken.cc");
        Files.writeString(
                source,
                Files.readString(Path.of("programs", "operators", "makers.cc"))
                        .replace(
                                "destroy(new Thing);",
                                "destroy(new Thing); destroy(new Thing[1]); __builtin_free(make());"
                                        + " void *volatile array = ::operator new[](1403); ::operator delete(array);"));
        String program = folder.resolve("mistaken").toString();
        assertThat(Run.of(List.of("g++", "-O2", "-fno-builtin", "-o", program, source.toString()))
                        .exitCode())
                .isZero();
        Run shared = rightly(Tool.TIDEMARK, List.of(program, compiled("module-maker", "-shared")));
        assertThat(WrongFree.of(shared.report())).hasSize(3);
        Run own = rightly(Tool.TIDEMARK, List.of(program, compiled("module-own-operators", "-shared")));
        assertThat(WrongFree.of(own.report()))
                .singleElement()
                .satisfies(wrong -> assertThat(wrong.fact()).contains("operator new[]"));
    }
}
