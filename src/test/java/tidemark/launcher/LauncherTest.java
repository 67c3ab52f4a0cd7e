package tidemark.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a program starts and ends under the launcher, and what it finds. */
class LauncherTest {
    /** What a program can see of how it was started; the same commands are run with and without the launcher. */
    private static final String SURROUNDINGS = """
            pwd; umask; ulimit -a; grep -E 'Sig(Blk|Ign|Cgt)' /proc/self/status
            for d in /proc/self/fd/*; do echo $d; done
            ps -o pgid= -p $$ | grep -c . ; env | grep -E '^(JAVA|CLASSPATH|_JAVA|X_)' | sort
            """;

    @TempDir
    private Path folder;

    private LauncherFixture launcher;

    @BeforeEach
    void compile() throws IOException, InterruptedException {
        launcher = new LauncherFixture(folder);
    }

    @AfterEach
    void awaitJava() {
        launcher.awaitJavaEnd();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 127, 255})
    void exitCodeIsThePrograms(int code) throws Exception {
        assertThat(launcher.launch("sh", "-c", "exit " + code).exitCode()).isEqualTo(code);
        assertThat(launcher.heard()).contains("ended " + code * 256);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 9, 11, 13, 15, 34})
    void diesByTheSignalThatKilledTheProgram(int signal) throws Exception {
        Launched run = launcher.launchWith(
                List.of("python3", "-c", "import subprocess, sys; print(subprocess.call(sys.argv[1:]))"),
                "python3",
                "-c",
                "import os, signal; signal.signal(2, signal.SIG_DFL); signal.signal(13, signal.SIG_DFL)\n"
                        + "import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
                        + "os.kill(os.getpid(), " + signal + ")");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output().strip()).isEqualTo("-" + signal);
    }

    @Test
    void javaMayGiveAnotherExitCode() throws Exception {
        launcher.javaAnswers("exit 42");
        assertThat(launcher.launch("true").exitCode()).isEqualTo(42);
    }

    @Test
    void javaMayGiveAnotherExitCodeThanASignal() throws Exception {
        launcher.javaAnswers("exit 42");
        assertThat(launcher.launch("sh", "-c", "kill -9 $$").exitCode()).isEqualTo(42);
    }

    @Test
    void javasExitCodeHoldsWhenItStartsNothing() throws Exception {
        launcher.javaIs("echo usage; echo 'exit 3' >&3");
        Launched run = launcher.launch("touch", folder.resolve("touched").toString());
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.output()).isEqualTo("usage\n");
        assertThat(folder.resolve("touched")).doesNotExist();
    }

    @Test
    void javaKilledBeforeItStartsAnythingIsSaid() throws Exception {
        launcher.javaIs("kill -9 $$");
        Launched run = launcher.launch("true");
        assertThat(run.exitCode()).isEqualTo(125);
        assertThat(run.errors()).startsWith("tidemark: ").contains("killed by signal 9");
    }

    @Test
    void missingJavaIsSaid() throws Exception {
        Launched run = launcher.direct(LauncherFixture.launcher().toString(), "/nonexistent/java", "--", "true");
        assertThat(run.exitCode()).isEqualTo(125);
        assertThat(run.errors()).contains("/nonexistent/java").contains("No such file");
    }

    @Test
    void javaLearnsThatTheProgramDoesNotExist() throws Exception {
        launcher.javaAnswers("exit 127");
        assertThat(launcher.launch("no-such-program").exitCode()).isEqualTo(127);
        assertThat(launcher.heard()).startsWith("failed 2\n");
    }

    @Test
    void javaLearnsThatTheProgramMayNotBeExecuted() throws Exception {
        launcher.javaAnswers("exit 126");
        Path file = Files.writeString(folder.resolve("plain"), "echo no\n");
        assertThat(launcher.launch(file.toString()).exitCode()).isEqualTo(126);
        assertThat(launcher.heard()).startsWith("failed 13\n");
    }

    @Test
    void scriptWithoutInterpreterIsRunByTheShell() throws Exception {
        Path file = Files.writeString(folder.resolve("script"), "echo ran with $1; exit 5\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        Launched run = launcher.launch(file.toString(), "this");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.output()).isEqualTo("ran with this\n");
    }

    @Test
    void programIsTheFirstArgumentThatIsNoOption() throws Exception {
        Launched run = launcher.launch("-q", "--leak-check=full", "echo", "-n", "--", "x");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).isEqualTo("-- x");
    }

    @Test
    void programFollowsTwoDashes() throws Exception {
        Launched run = launcher.launch("-q", "--", "echo", "x");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).isEqualTo("x\n");
    }

    @Test
    void agentIsPreloadedInFrontOfWhatWasThere() throws Exception {
        Path other = Files.copy(launcher.agent(), folder.resolve("other.so"));
        Launched run = launcher.launchWith(
                List.of("env", "LD_PRELOAD=" + other), "sh", "-c", "echo $LD_PRELOAD $TIDEMARK_SESSION");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output())
                .matches(launcher.agent() + ":" + other + " [0-9a-f]{32}:[0-9a-f]{32}:/.*/tidemark-[0-9a-f]{32}\n");
    }

    @Test
    void agentIsLoadedFromAFolderWithABlank() throws Exception {
        Path agent = Files.copy(
                launcher.agent(), Files.createDirectory(folder.resolve("a b")).resolve("agent.so"));
        launcher.javaAnswers("start " + agent.toString().replace(" ", "%20"), "exit");
        Launched run = launcher.launch("grep", "-o", "a b/agent.so", "/proc/self/maps");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).startsWith("a b/agent.so\n");
        assertThat(run.errors()).isEmpty();
    }

    @Test
    void javaAddsToTheProgramsEnvironment() throws Exception {
        launcher.javaAnswers("start " + launcher.agent() + " TIDEMARK_KEEP_MODULES=1 TEXT=100%25%20%C3%A4", "exit");
        Launched run = launcher.launch("sh", "-c", "echo \"$TIDEMARK_KEEP_MODULES|$TEXT\"");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).isEqualTo("1|100% ä\n");
    }

    @Test
    void programFindsItsSurroundingsUnchanged() throws Exception {
        String setting = "cd / && umask 027 && ulimit -n 200 && ulimit -c 0 && trap '' INT USR2 && exec 5</dev/null "
                + "&& export X_A=1 JAVA_TOOL_OPTIONS=-Dx CLASSPATH=/x _JAVA_OPTIONS=-Dy && exec \"$@\"";
        List<String> prefix =
                List.of("env", "--block-signal=USR1", "--ignore-signal=CHLD", "bash", "-c", setting, "bash");
        Launched direct = launcher.direct(Stream.concat(prefix.stream(), Stream.of("bash", "-c", SURROUNDINGS))
                .toArray(String[]::new));
        Launched under = launcher.launchWith(prefix, "bash", "-c", SURROUNDINGS);
        assertThat(direct.exitCode()).isEqualTo(under.exitCode());
        assertThat(direct.output()).contains("/proc/self/fd/5", "X_A=1", "0027", "SigBlk:\t0000000000000200");
        assertThat(under.output()).isEqualTo(direct.output());
    }

    @Test
    void standardDescriptorsThatWereClosedStayClosed() throws Exception {
        Path seen = folder.resolve("seen");
        String list = "ls /proc/self/fd >" + seen;
        Launched run = launcher.launchWith(List.of("sh", "-c", "exec \"$@\" <&- 2>&-", "sh"), "sh", "-c", list);
        assertThat(run.exitCode()).isZero();
        Launched direct = launcher.direct("sh", "-c", "sh -c '" + list + ".direct' <&- 2>&-");
        assertThat(direct.exitCode()).isZero();
        assertThat(seen).hasSameTextualContentAs(folder.resolve("seen.direct"));
    }

    @Test
    void programsInputIsNotTouched() throws Exception {
        Launched run = launcher.launch("sh", "-c", "read a; echo got $a; read b; echo got $b");
        run.type("one\n");
        run.awaitOutput("got one\n").type("two\n");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).isEqualTo("got one\ngot two\n");
    }

    @Test
    void javaGetsNeitherTheUsersJavaOptionsNorPreloads() throws Exception {
        launcher.javaIs(
                "env | grep -cE '^(JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS|CLASSPATH|LD_PRELOAD)='; echo 'exit 1' >&3");
        Launched run = launcher.launchWith(
                List.of(
                        "env",
                        "JAVA_TOOL_OPTIONS=-Dx",
                        "JDK_JAVA_OPTIONS=-Dx",
                        "_JAVA_OPTIONS=-Dx",
                        "CLASSPATH=x",
                        "LD_PRELOAD=" + launcher.agent()),
                "true");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).isEqualTo("0\n");
    }

    @Test
    void javaRunsInASessionOfItsOwnWithDefaultSignals() throws Exception {
        launcher.javaIs("""
                echo $(ps -o sid= -p $$) is $$
                grep SigBlk /proc/self/status
                trap 'echo interrupted' INT; kill -INT $$
                for d in /proc/$$/fd/*; do echo ${d##*/}; done
                echo 'exit 0' >&3
                """);
        Launched run = launcher.launchWith(
                List.of(
                        "env",
                        "--block-signal=USR1",
                        "--ignore-signal=INT",
                        "sh",
                        "-c",
                        "exec \"$@\" 7</dev/null",
                        "sh"),
                "true");
        assertThat(run.exitCode()).isZero();
        long java = launcher.javaPid();
        assertThat(run.output())
                .startsWith(java + " is " + java + "\n")
                .contains("SigBlk:\t0000000000000000")
                .contains("\ninterrupted\n") // a shell cannot trap what it was started to ignore
                .contains("\n3\n4\n")
                .doesNotContain("\n7\n");
    }

    @Test
    void callWithoutTheDividingDashesIsRefused() throws Exception {
        Launched run = launcher.direct(LauncherFixture.launcher().toString(), "true");
        assertThat(run.exitCode()).isEqualTo(125);
        assertThat(run.errors()).startsWith("tidemark: usage:");
    }

    @Test
    void lineThatComesInPiecesIsOneOrder() throws Exception {
        launcher.javaIsMute("""
                printf 'sta' >&3; printf 'rt %s' >&3; printf '\\n' >&3
                read -r started; read -r ended; printf 'exit 4' >&3; printf '3\\n' >&3
                """.formatted(launcher.agent()));
        assertThat(launcher.launch("true").exitCode()).isEqualTo(43);
    }

    @Test
    void unknownOrderIsSaidAndPassedOver() throws Exception {
        launcher.javaAnswers("jump\nstart " + launcher.agent(), "exit");
        Launched run = launcher.launch("sh", "-c", "exit 6");
        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.errors()).contains("jump");
    }

    /** Java that never speaks, from the start on, while the program runs, or when it should report. */
    @Test
    void javaThatGivesNoSignOfLifeIsEndedAndThatIsSaid() throws Exception {
        launcher.javaIsMute("read -r nothing");
        Launched before = launcher.launch("touch", folder.resolve("touched").toString());
        assertThat(before.exitCode()).isEqualTo(125);
        assertThat(before.errors())
                .isEqualTo(
                        "tidemark: its Java session gave no sign of life and was ended before the program was started\n");
        assertThat(folder.resolve("touched")).doesNotExist();

        launcher.javaIsMute(
                "echo 'start " + launcher.agent() + "' >&3; read -r started; read -r ended; read -r nothing");
        Launched running =
                launcher.launch("sh", "-c", "echo up; read line; exit 4").awaitOutput("up");
        running.awaitErrors(
                        "tidemark: NOT CHECKED: its Java session gave no sign of life for 5 seconds and was ended; the program goes on")
                .type("\n");
        assertThat(running.exitCode()).isEqualTo(4);
        assertThat(running.errors()).hasLineCount(1);

        Launched ended = launcher.launch("sh", "-c", "exit 4");
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.errors()).startsWith("tidemark: NOT CHECKED: ").endsWith("and there is no report\n");
    }

    /** Threads that run, or wait for a processor, are a sign of life: so is the collection of a large heap. The shell's loop starts no process. */
    @Test
    void javaThatIsBusyWithItselfIsAlive() throws Exception {
        launcher.javaIsMute("""
                read -r now rest </proc/uptime
                end=$((${now%%.*} + 9))
                while test ${now%%.*} -lt $end; do read -r now rest </proc/uptime; done
                echo 'start %s' >&3; read -r started; read -r ended; echo exit >&3
                """.formatted(launcher.agent()));
        Launched run = launcher.launch("sh", "-c", "exit 4");
        assertThat(run.exitCode()).as(run.errors()).isEqualTo(4);
        assertThat(run.errors()).isEmpty();
    }

    /** As when all are stopped and continued: what Java did not say meanwhile, nobody could hear. */
    @Test
    void launcherThatWasStoppedItselfIsPatientAnew() throws Exception {
        launcher.javaIsMute("echo 'start " + launcher.agent() + "' >&3; read -r started; read -r ended; echo exit >&3");
        Launched run = launcher.launch("sh", "-c", "echo up; read line; exit 4").awaitOutput("up");
        LauncherFixture.kill("STOP", run.pid());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(7);
        LauncherFixture.await(() -> System.nanoTime() > end);
        LauncherFixture.kill("CONT", run.pid());
        run.type("\n");
        assertThat(run.exitCode()).as(run.errors()).isEqualTo(4);
        assertThat(run.errors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 125", "4, 4"})
    void programWithoutReportIsNoSuccessToWhoAsksForAVerdict(int code, int exitCode) throws Exception {
        launcher.javaIs("echo 'unchecked 125' >&3; echo 'start " + launcher.agent()
                + "' >&3; read -r s; read -r e; kill -9 $$");
        assertThat(launcher.launch("sh", "-c", "exit " + code).exitCode()).isEqualTo(exitCode);
    }
}
