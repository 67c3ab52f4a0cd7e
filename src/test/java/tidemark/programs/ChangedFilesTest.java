package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of a module's file after it was loaded: the names are those of the file that was loaded, or there are none. The other file has
 * functions of other names at the same offsets.
 */
final class ChangedFilesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "kept, sha1",
        "deleted, sha1",
        "replaced, sha1",
        "memory, sha1",
        "kept, none",
        "deleted, none",
        "replaced, none",
        "memory, none"
    })
    void namesAreThoseOfTheFileThatWasLoaded(String how, String buildId) throws IOException {
        Run run = run(how, buildId);
        assertThat(run.exitCode()).as(run::toString).isZero();
        assertThat(run.facts())
                .as(run::toString)
                .containsExactly("definitely lost 301 in 1: first_of_one < leak < load_and_leak"
                        + (how.equals("memory") ? " < load_from_memory < main" : " < main"));
    }

    @ParameterizedTest
    @CsvSource({
        "overwritten, sha1, has build-id",
        "overwritten, none, 'was written to after it had been loaded, and has no build-id'",
        "emptied, sha1, is not an ELF file",
        "emptied, none, is not an ELF file"
    })
    void whatWasWrittenToHasNoNames(String how, String buildId, String reason) throws IOException {
        Run run = run(how, buildId);
        assertThat(run.exitCode()).as(run::toString).isZero();
        LossRecord record = run.report().recordOf(301);
        assertThat(record.callers())
                .extracting(StackFrame::module)
                .contains(folder.resolve("module.so").toString());
        assertThat(record.functions().subList(0, 2)).as(run::toString).containsOnly(StackFrame.UNNAMED);
        assertThat(record.functions().subList(2, 4)).containsExactly("load_and_leak", "main");
        assertThat(run.stderr())
                .contains("Functions have no name in module.so: it was not used for names: ")
                .contains(reason);
    }

    /** Unpacked to a new file each time and deleted when it was used once, as Java's libraries do with their native parts. */
    @ParameterizedTest
    @ValueSource(strings = {"sha1", "none"})
    void fiveHundredCopiesOfOneModuleAreOneLeak(String buildId) throws IOException {
        Path module = compile("first_of_one", buildId);
        List<String> command = List.of(Programs.file("unpack"), module.toString(), folder.toString());
        Run run = Tool.TIDEMARK.run(command, Map.of());
        assertThat(run.facts())
                .as(run::toString)
                .containsExactly("definitely lost 150500 in 500: first_of_one < leak < unpack < main")
                .isEqualTo(Tool.VALGRIND.run(command, Map.of()).facts());
        assertThat(run.report().recordOf(150500).blocks()).isEqualTo(500);
    }

    @Test
    void theOtherFileHasAnotherFunctionAtTheSameOffset() throws IOException {
        Run one = Run.of(List.of("nm", compile("first_of_one", "none").toString()));
        Run two = Run.of(List.of("nm", compile("first_of_other", "none").toString()));
        assertThat(address(one, "first_of_one")).isEqualTo(address(two, "first_of_other"));
    }

    private static String address(Run nm, String function) {
        return nm.stdout()
                .lines()
                .filter(line -> line.endsWith(" T " + function))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .findFirst()
                .orElseThrow();
    }

    private Run run(String how, String buildId) throws IOException {
        Path module = Files.move(compile("first_of_one", buildId), folder.resolve("module.so"));
        Path other = compile("first_of_other", buildId);
        return Tool.TIDEMARK.run(
                List.of(Programs.file("changed-file"), how, module.toString(), other.toString()), Map.of());
    }

    /** module-one, with another name for its function. */
    private Path compile(String function, String buildId) {
        Path module = folder.resolve(function + ".so");
        Run build = Run.of(List.of(
                "gcc",
                "-O1",
                "-fno-optimize-sibling-calls",
                "-fno-inline",
                "-fno-builtin",
                "-shared",
                "-fPIC",
                "-Wl,--build-id=" + buildId,
                "-Dfirst_of_one=" + function,
                "-o",
                module.toString(),
                "programs/modules/module-one.c"));
        assertThat(build.exitCode()).as(build::toString).isZero();
        return module;
    }
}
