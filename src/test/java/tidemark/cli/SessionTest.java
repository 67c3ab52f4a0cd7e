package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidemark.process.Event;
import tidemark.suppression.Suppressions;
import tidemark.symbolise.debugfile.Progress;

/** What the launcher says and what comes of it, without an agent: the programs' tests run with one. */
final class SessionTest {
    @TempDir
    Path folder;

    private final List<Integer> watched = new ArrayList<>();

    private Session session(String arguments) throws UsageException {
        String line = "--log-file=" + folder.resolve("log") + " " + arguments;
        Options options = ((Invocation.Run) OptionParser.parse(line.split(" ", -1), Map.of())).options();
        Session.Capturing nothingToCapture = (process, request, memory) -> {
            throw new AssertionError("Nothing said hello");
        };
        Output output = Output.to(options.logFile(), options.following().reports());
        Checks checks = new Checks(
                options.heuristics(),
                new KnownLibraryCalls(options.toldApart()),
                options.style(),
                Suppressions.none(),
                options.naming().symboliser(Map.of(), Progress.silent()),
                options.following().reports(),
                output,
                Optional.empty());
        return new Session(options, watched::add, nothingToCapture, output, checks);
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private static void says(Session session, String... lines) throws Exception {
        for (String line : lines) {
            assertThat(session.over()).isFalse();
            session.take(new Event.LauncherLine(line));
        }
    }

    @Test
    void targetIsWatchedUntilItHasEnded() throws Exception {
        Session session = session("prog");
        says(session, "started 4711", "ended 0");

        assertThat(session.over()).isTrue();
        assertThat(watched).containsExactly(4711);
    }

    /** The status as wait(2) gives it: an exit code in the second byte, a signal in the first. */
    @ParameterizedTest
    @CsvSource({"0, 125, exited with code 0", "32512, , exited with code 127", "11, , was killed by signal 11 (SIGSEGV)"
    })
    void programWithoutAgentIsNotPassedOffAsClean(int status, Integer exitCode, String how) throws Exception {
        Session session = session("prog");
        says(session, "started 4711", "ended " + status);

        assertThat(session.exitCode()).isEqualTo(Optional.ofNullable(exitCode));
        assertThat(log())
                .startsWith("tidemark: prog: was not observed: it " + how + " before Tidemark's agent was loaded in it")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 127, no such file",
        "13, 126, permission denied",
        "11, 126, no more processes and threads",
        "7, 126, error number 7"
    })
    void programThatCouldNotBeStartedGivesAShellsExitCode(int error, int exitCode, String why) throws Exception {
        Session session = session("prog");
        says(session, "failed " + error);

        assertThat(session.over()).isTrue();
        assertThat(session.exitCode()).contains(exitCode);
        assertThat(log())
                .startsWith("tidemark: prog: could not be started: ")
                .contains(why)
                .hasLineCount(1);
    }

    @Test
    void withoutLauncherTheSessionLastsUntilTheTargetHasEnded() throws Exception {
        Session session = session("prog");
        says(session, "started 4711");
        session.take(new Event.LauncherGone());

        assertThat(session.over()).isFalse();
        session.take(new Event.ProcessEnded(4711));
        assertThat(session.over()).isTrue();
        assertThat(session.exitCode()).isEmpty();
    }

    @Test
    void launcherThatIsGoneBeforeTheStartEndsTheSession() throws Exception {
        Session session = session("prog");
        session.take(new Event.LauncherGone());

        assertThat(session.over()).isTrue();
    }

    @Test
    void ordersToTheLauncherAreLinesWithEncodedWords() {
        java.io.ByteArrayOutputStream lines = new java.io.ByteArrayOutputStream();
        Launcher launcher = new Launcher(lines);
        launcher.start("/opt/with blank/100%/libtidemark.so", List.of("TIDEMARK_KEEP_MODULES=1"));
        launcher.exit(9);
        launcher.exitAsTheTarget();

        assertThat(lines.toString(java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("start /opt/with%20blank/100%25/libtidemark.so TIDEMARK_KEEP_MODULES=1\nexit 9\nexit\n");
    }

    @Test
    void everyProcessHasItsOwnLogFileIfTheNameHasItsPid() throws Exception {
        Output output =
                Output.to(Optional.of(LogFileName.parse(folder + "/log.%p", Map.of())), Following.Reports.ONE_EACH);
        output.open(7);
        output.open(8);
        output.write(7, "seven\n");

        assertThat(folder.resolve("log.7")).hasContent("seven\n");
        assertThat(folder.resolve("log.8")).isEmptyFile();
    }
}
