package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What either tool generates for calls that were inlined in optimised programs suppresses under both. */
final class InlinedSuppressionsTest {
    private static final String CXX = "programs/suppressions/inlined-templates.cc";
    private static final String RUST = "programs/suppressions/inlined-in-rust.rs";

    @TempDir
    private Path folder;

    /** Valgrind 3.19 sees no inlined calls in what clang writes as DWARF 5, nor in split units. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "g++ -std=c++17 -fno-builtin-malloc -O1 -g",
                "g++ -std=c++17 -fno-builtin-malloc -O2 -g",
                "g++ -std=c++17 -fno-builtin-malloc -O2 -g -flto",
                "g++ -std=c++17 -fno-builtin-malloc -O2 -gdwarf-4 -gsplit-dwarf",
                "clang++ -std=c++17 -fno-builtin-malloc -O2 -gdwarf-5"
            })
    void generatedForTemplatesSuppressUnderBothTools(String compiler) throws IOException {
        assertSuppressed(build(compiler, CXX), 55);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rustc -g -C opt-level=0", "rustc -g -C opt-level=2"})
    void generatedForRustSuppressUnderBothTools(String compiler) throws IOException {
        assertSuppressed(build(compiler, RUST), 3);
    }

    /** {@code mod.rs:12} says nothing. */
    @Test
    void filesOfRustModulesAreShownWithTheirFolders() throws IOException {
        String program = build("rustc -g -C opt-level=0", RUST);
        Run run = run(Tool.TIDEMARK, program);
        assertThat(run.stderr()).contains(" (vec_deque/mod.rs:").doesNotContain(" (mod.rs:");
        int all = own(run).size();
        for (String file : List.of("mod.rs", "vec_deque/mod.rs", "*/vec_deque/mod.rs")) {
            String entry = "{\nit\nMemcheck:Leak\nfun:*alloc\n...\nsrc:%s\n}\n".formatted(file);
            Path it = Files.writeString(folder.resolve("it.supp"), entry);
            assertThat(own(run(Tool.TIDEMARK, program, "--suppressions=" + it)))
                    .as(file)
                    .hasSizeLessThan(all);
        }
    }

    @Test
    void inlinedCallsHaveTheNamesOfTheDebugInformation() throws IOException {
        String program = build("g++ -std=c++17 -fno-builtin-malloc -O2 -g", CXX);
        String generated = SuppressionProgramsTest.generated(run(Tool.TIDEMARK, program, "--gen-suppressions=all"));
        assertThat(generated)
                .contains(
                        "fun:filled<12, 'c'>\n",
                        "fun:emplace_back<int, std::nullptr_t>\n",
                        "fun:basic_string<>\n",
                        "fun:make_unique<Named, char const (&)[36], int>\n",
                        "fun:any<std::__cxx11::basic_string<char> >\n");
    }

    /** What Tidemark generated before it read these names: from the linkage name, without scopes and parameters. */
    @Test
    void namesFromLinkageNamesGoOnToSuppress() throws IOException {
        String program = build("g++ -std=c++17 -fno-builtin-malloc -O2 -g", CXX);
        int all = own(run(Tool.TIDEMARK, program)).size();
        for (String name : List.of("filled<12, 'c'>", "filled<12ul, (char)99>", "_Z6filledILm12ELc99EEPcv")) {
            Path file = Files.writeString(
                    folder.resolve("it.supp"),
                    "{\nit\nMemcheck:Leak\nfun:malloc\nfun:%s\nfun:main\n}\n".formatted(name));
            assertThat(own(run(Tool.TIDEMARK, program, "--suppressions=" + file)))
                    .as(name)
                    .hasSize(all - 1);
        }
    }

    private String build(String compiler, String source) {
        String program = folder.resolve("program").toString();
        List<String> command = new ArrayList<>(Arrays.asList(compiler.split(" ", -1)));
        command.addAll(List.of("-o", program, source));
        Run build = Run.of(command);
        assertThat(build.exitCode()).as(build::toString).isZero();
        return program;
    }

    private void assertSuppressed(String program, int atLeast) throws IOException {
        for (Tool generator : Tool.chosen().toList()) {
            Run made = run(generator, program, "--gen-suppressions=all");
            assertThat(own(made)).as("%s", generator).hasSizeGreaterThanOrEqualTo(atLeast);
            Path file = Files.writeString(folder.resolve(generator + ".supp"), SuppressionProgramsTest.generated(made));
            for (Tool tool : Tool.chosen().toList()) {
                assertThat(own(run(tool, program, "--suppressions=" + file)))
                        .as("made by %s, used by %s", generator, tool)
                        .isEmpty();
            }
        }
    }

    private static Run run(Tool tool, String program, String... options) {
        List<String> command = new ArrayList<>(List.of("--read-inline-info=yes"));
        command.addAll(List.of(options));
        command.add(program);
        return tool.run(command, Map.of());
    }

    /** The records of what main led to. */
    private static List<LossRecord> own(Run run) {
        return run.report().records().stream()
                .filter(record -> record.frames().stream()
                        .anyMatch(frame -> frame.function().equals("main")))
                .toList();
    }
}
