package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Tidemark below a Tidemark has a session of its own; nothing that is Tidemark's is observed by the outer one. */
final class NestedSessionsTest {
    private static final String TIDEMARK = Path.of("tidemark").toAbsolutePath().toString();

    @TempDir
    private Path folder;

    private Run outer(List<String> options, String script) {
        List<String> command = new ArrayList<>(List.of(TIDEMARK));
        command.addAll(options);
        command.addAll(List.of("/bin/sh", "-c", script));
        return Run.of(command, Map.of());
    }

    private String inner(String options) {
        return TIDEMARK + " " + options + " " + Programs.file("definitely-lost");
    }

    @Test
    void innerOneReportsItsProgramAndTheOuterOneAllElse() throws IOException {
        Path log = folder.resolve("inner");
        Run run = outer(
                List.of("--log-file=" + folder + "/outer.%p"),
                inner("--error-exitcode=7 --log-file=" + log) + "; echo $?; exit 3");
        assertThat(run.stdout()).isEqualTo("7\n");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(Files.readString(log)).contains("are definitely lost in loss record 1 of 1");
        assertThat(told()).hasSize(1).allMatch(text -> text.contains("Command: /bin/sh -c "));
    }

    /** What the outer session wrote, but for files that stayed empty. */
    private List<String> told() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                if (file.getFileName().toString().startsWith("outer.") && !text.isEmpty()) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }

    @Test
    void innerOneCanBeTheOutersProgram() {
        Run run = Run.of(List.of(
                TIDEMARK,
                "-q",
                "--error-exitcode=5",
                TIDEMARK,
                "-q",
                "--error-exitcode=7",
                Programs.file("definitely-lost")));
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.stderr().split("are definitely lost in loss record", -1)).hasSize(2);
    }

    @Test
    void outersSettingsAreNotTheInners() {
        for (String option :
                List.of("--trace-children=no", "--trace-children-skip=*definitely-lost", "--keep-modules=yes")) {
            Run run = outer(List.of("-q", option), inner("-q"));
            assertThat(run.stderr()).as(option).contains("are definitely lost in loss record");
        }
        Run environment = outer(List.of("--keep-modules=yes", "-q"), TIDEMARK + " -q /usr/bin/env");
        assertThat(environment.stdout())
                .contains("TIDEMARK_SESSION=")
                .doesNotContain("TIDEMARK_KEEP_MODULES")
                .doesNotContain("TIDEMARK_OWN");
        assertThat(environment.stdout().lines().filter(line -> line.startsWith("LD_PRELOAD=")))
                .allMatch(line -> line.split("libtidemark", -1).length == 2)
                .hasSize(1);
    }
}
