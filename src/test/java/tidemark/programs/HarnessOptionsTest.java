package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options and habits of Valgrind by which test suites of other programs run it. */
final class HarnessOptionsTest {
    private static final String LEAKING = "interior-chain";
    private static final Pattern OWN_FRAME = Pattern.compile("0x[0-9A-F]+: (\\S+) \\(in [^)]*/programs/[^)]*\\)");

    @TempDir
    private Path folder;

    /** Tidemark by Valgrind's name. */
    private String valgrind() throws IOException {
        return Files.createSymbolicLink(
                        folder.resolve("valgrind"), Path.of("tidemark").toAbsolutePath())
                .toString();
    }

    private static Run shell(String script) {
        return Run.of(List.of("/bin/sh", "-c", script));
    }

    private static String tidemark() {
        return Path.of("tidemark").toAbsolutePath().toString();
    }

    // ---- Where it is reported ----

    @Test
    void descriptorIsWrittenToWhereItStands() throws IOException {
        Path file = folder.resolve("log");
        Run run = shell("exec 7>%s; echo before >&7; %s --log-fd=7 -q %s; echo after >&7"
                .formatted(file, tidemark(), Programs.file("definitely-lost")));
        assertThat(run.stderr()).isEmpty();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).first().isEqualTo("before");
        assertThat(lines).last().isEqualTo("after");
        assertThat(lines).anyMatch(line -> line.contains("are definitely lost in loss record"));
    }

    /** 3 and 4 are what the session itself uses. */
    @Test
    void eachDescriptorWillDo() {
        for (int descriptor : new int[] {1, 3, 4, 9}) {
            Run run = shell("exec %d>&1; exec %s --log-fd=%d -q %s"
                    .formatted(descriptor, tidemark(), descriptor, Programs.file("definitely-lost")));
            assertThat(run.stderr()).isEmpty();
            assertThat(run.stdout()).contains("are definitely lost in loss record");
        }
    }

    @Test
    void descriptorThatIsNotOpenIsAnErrorOfUsage() {
        Run run = shell("exec 9>&-; exec %s --log-fd=9 true".formatted(tidemark()));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.stderr()).isEqualTo("tidemark: --log-fd=9: descriptor 9 is not open\n");
    }

    @Test
    void processesAreNumberedInNamesOfLogFiles() throws IOException {
        Path logs = Files.createDirectory(folder.resolve("logs"));
        Run.of(List.of(tidemark(), "--log-file=" + logs + "/%n", "/bin/sh", "-c", "/bin/true; exit 0"));
        try (Stream<Path> files = Files.list(logs)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("1", "2");
        }
        assertThat(Files.readString(logs.resolve("1"))).contains("Command: /bin/sh");
    }

    // ---- What is reported ----

    @UnderBothTools
    void markersStandAroundErrors(Tool tool) {
        Run run = tool.runWith(List.of("-q", "--error-markers=BEGIN,END"), LEAKING);
        List<String> lines = run.stderr()
                .lines()
                .map(line -> line.replaceFirst("==\\d+== ?", ""))
                .toList();
        List<Integer> begins = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(" in loss record ")) {
                assertThat(lines.get(i - 1)).isEqualTo("BEGIN");
                begins.add(i - 1);
            } else if (lines.get(i).equals("END")) {
                assertThat(lines.get(i - 1)).isEmpty();
            }
        }
        assertThat(begins).isNotEmpty();
        assertThat(lines.stream().filter("BEGIN"::equals)).hasSameSizeAs(begins);
        assertThat(lines.stream().filter("END"::equals)).hasSameSizeAs(begins);
    }

    @UnderBothTools
    void firstErrorEndsTheReportIfThatIsAskedFor(Tool tool) {
        Run all = tool.run("deep-recursion 3");
        assertThat(all.report().records()).hasSize(2);
        Run run = tool.runWith(List.of("--exit-on-first-error=yes", "--error-exitcode=7"), "deep-recursion 3");
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.stderr()).endsWith("== Exit program on first error (--exit-on-first-error=yes)\n");
        assertThat(run.report().records()).hasSize(1);
        assertThat(run.stderr()).doesNotContain("ERROR SUMMARY").doesNotContain("LEAK SUMMARY");
    }

    @UnderBothTools
    void firstErrorNeedsNoExitCode(Tool tool) {
        Run run = tool.runWith("--exit-on-first-error=yes", "deep-recursion 3");
        assertThat(run.exitCode()).isZero();
        assertThat(run.report().records()).hasSize(1);
    }

    @UnderBothTools
    void recursionIsShownOnceIfThatIsAskedFor(Tool tool) {
        Run run = tool.runWith("--merge-recursive-frames=1", "deep-recursion 30");
        assertThat(run.facts())
                .containsExactly(
                        "definitely lost 661 in 1: at_the_bottom < recurse < recurse < main",
                        "definitely lost 662 in 1: behind < main");
    }

    @UnderBothTools
    void framesTellHowFarInTheirFunctionsTheyLie(Tool tool) {
        List<String> frames = ownFrames(tool.runWith("--sym-offsets=yes", "deep-recursion 1"));
        assertThat(frames).hasSize(6).allMatch(frame -> frame.matches("\\w+\\+[1-9]\\d*"));
        assertThat(frames).isEqualTo(ownFrames(Tool.VALGRIND.runWith("--sym-offsets=yes", "deep-recursion 1")));
    }

    private static List<String> ownFrames(Run run) {
        List<String> frames = new ArrayList<>();
        Matcher matcher = OWN_FRAME.matcher(run.stderr());
        while (matcher.find()) {
            frames.add(matcher.group(1));
        }
        return frames;
    }

    @Test
    void optionsWithoutEffectAreNamedOnce() {
        List<String> options = List.of(
                "-v",
                "--track-fds=yes",
                "--xtree-leak=yes",
                "--xtree-memory=full",
                "--require-text-symbol=:*:f",
                "--soname-synonyms=somalloc=NONE",
                "--realloc-zero-bytes-frees=no",
                "--modify-fds=high",
                "--massif:stacks=yes");
        Run run = Tool.TIDEMARK.runWith(options, "all-freed");
        assertThat(run.exitCode()).isZero();
        for (String option : options.subList(1, options.size())) {
            assertThat(run.stderr().split(Pattern.quote("Option without effect: " + option + ": "), -1))
                    .as(option)
                    .hasSize(2);
        }
    }

    // ---- Where the program runs ----

    @Test
    void programHasThePidOfTheCommand() {
        Run run =
                shell("%s --in-place=yes -q sh -c 'echo $$; exit 3' & echo $!; wait $!; echo $?".formatted(tidemark()));
        assertThat(run.stdout().lines().distinct().toList()).hasSize(2).last().isEqualTo("3");
    }

    /** The report is written by then, since nobody waits for anything else. */
    @Test
    void programInPlaceEndsWithItsReportWritten() throws IOException {
        Path log = folder.resolve("log");
        Run run = shell("%s --in-place=yes --log-file=%s %s; tail -1 %s"
                .formatted(tidemark(), log, Programs.file("definitely-lost"), log));
        assertThat(run.stdout()).contains("ERROR SUMMARY: 1 errors from 1 contexts");
    }

    @Test
    void programInPlaceHasNoChildThatItDidNotMake() {
        Run run = shell("%s --in-place=yes -q sh -c 'cat /proc/$$/task/$$/children; echo'".formatted(tidemark()));
        assertThat(run.stdout().split(" ", -1)).hasSize(2); // cat itself
    }

    @Test
    void programInPlaceDiesByItsSignal() {
        Run run = shell("%s --in-place=yes -q sh -c 'kill -TERM $$'; echo $?".formatted(tidemark()));
        assertThat(run.stdout()).isEqualTo("143\n");
    }

    @Test
    void outputThatIsStillBufferedIsNotLost() {
        Run run = shell(
                "%s --in-place=yes -q --error-exitcode=9 %s".formatted(tidemark(), Programs.file("forgotten-output")));
        assertThat(run.stdout()).isEqualTo("no newline");
        assertThat(run.exitCode()).isEqualTo(9);
    }

    /** As under Valgrind, whose answers are compared. */
    @Test
    void scriptsSeeTheExitCodeOfEachProcess() throws IOException {
        String leaking = Programs.file("definitely-lost");
        List<String> rest = List.of(
                "-q",
                "--error-exitcode=9",
                "--leak-check=full",
                "--trace-children=yes",
                "/bin/sh",
                "-c",
                leaking + "; echo $?; true");
        Run ours = called(valgrind(), rest);
        Run theirs = called("valgrind", rest);
        assertThat(ours.stdout()).isEqualTo(theirs.stdout()).isEqualTo("9\n");
        assertThat(ours.exitCode()).isEqualTo(theirs.exitCode()).isZero();
    }

    private static Run called(String name, List<String> rest) {
        List<String> command = new ArrayList<>(List.of(name));
        command.addAll(rest);
        return Run.of(command, Map.of());
    }

    @Test
    void calledValgrindItObservesWhatValgrindDoes() throws IOException {
        String leaking = Programs.file("definitely-lost");
        List<String> rest =
                List.of("-q", "--error-exitcode=9", "--leak-check=full", "/bin/sh", "-c", leaking + "; true");
        Run ours = called(valgrind(), rest);
        assertThat(ours.stderr()).isEqualTo(called("valgrind", rest).stderr()).isEmpty();
        assertThat(ours.exitCode()).isZero();
    }

    @Test
    void calledValgrindItHasItsVersion() throws IOException {
        String valgrind = valgrind();
        Run run = called(valgrind, List.of("--tool=memcheck", "--version"));
        assertThat(run.stdout()).isEqualTo("valgrind-3.19.0\n");
        assertThat(called(tidemark(), List.of("--version")).stdout()).startsWith("tidemark-");
        assertThat(called(valgrind, List.of()).exitCode()).isEqualTo(1);
        assertThat(called(valgrind, List.of("--help")).stdout()).contains("--tool=", "--exit-on-first-error=");
    }
}
