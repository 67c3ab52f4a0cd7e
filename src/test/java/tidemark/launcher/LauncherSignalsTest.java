package tidemark.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals and sudden deaths: of the launcher, of Java, of the program. */
class LauncherSignalsTest {
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

    private Launched recorder() throws IOException, InterruptedException {
        return launcher.launch(launcher.program("record-signals")).awaitOutput("ready\n");
    }

    /** The program's pid, as the launcher told Java. */
    private long programPid() {
        LauncherFixture.await(
                () -> launcher.heard().contains("started ") && launcher.heard().contains("\n"));
        return Long.parseLong(launcher.heard().lines().findFirst().orElseThrow().substring("started ".length()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 10, 11, 12, 14, 23, 24, 28, 30, 34, 64})
    void signalToTheLauncherReachesTheProgram(int signal) throws Exception {
        Launched run = recorder();
        LauncherFixture.kill(Integer.toString(signal), run.pid());
        run.awaitOutput("\n" + signal + "\n");
        LauncherFixture.kill("TERM", run.pid());
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).isEqualTo("ready\n" + signal + "\n15\n");
    }

    @Test
    void programThatIsTerminatedEndsTheLauncherLikewise() throws Exception {
        Launched run = launcher.launch("sh", "-c", "echo up; exec sleep 1000").awaitOutput("up");
        LauncherFixture.kill("TERM", run.pid());
        assertThat(run.exitCode()).isEqualTo(128 + 15);
        assertThat(launcher.heard()).contains("ended 15\n");
    }

    @Test
    void alarmSetBeforeTheExecReachesTheProgram() throws Exception {
        Launched run = launcher.launchWith(
                List.of(
                        "python3",
                        "-c",
                        "import os, signal, sys; signal.alarm(1); os.execvp(sys.argv[1], sys.argv[1:])"),
                launcher.program("record-signals"));
        run.awaitOutput("\n14\n");
        LauncherFixture.kill("TERM", run.pid());
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void signalThatTheLauncherInheritedIgnoredStillReachesAProgramThatCatchesIt() throws Exception {
        Launched run = launcher.launchWith(List.of("env", "--ignore-signal=INT"), launcher.program("record-signals"))
                .awaitOutput("ready\n");
        LauncherFixture.kill("INT", run.pid());
        run.awaitOutput("\n2\n");
        LauncherFixture.kill("TERM", run.pid());
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void signalToProcessAndGroupEndsTheProgramAndStillLetsJavaReport() throws Exception {
        launcher.javaIs("""
                echo 'start %s' >&3; read -r started; read -r ended
                kill -TERM $PPID
                echo reported; echo exit >&3
                """.formatted(launcher.agent()));
        Launched run = launcher.launch("sh", "-c", "echo up; exec sleep 1000").awaitOutput("up");
        LauncherFixture.kill("TERM", run.pid());
        assertThat(run.exitCode()).isEqualTo(128 + 15);
        run.awaitOutput("reported\n");
    }

    @Test
    void signalBeforeTheProgramStartedEndsTheLauncherAndIsAnEndOfInputToJava() throws Exception {
        launcher.javaIs("echo up; read -r line || echo end of input >'" + folder.resolve("seen") + "'");
        Launched run = launcher.launch("true").awaitOutput("up");
        LauncherFixture.kill("TERM", run.pid());
        assertThat(run.exitCode()).isEqualTo(128 + 15);
        LauncherFixture.await(
                () -> LauncherFixture.contents(folder.resolve("seen")).equals("end of input\n"));
    }

    @Test
    void signalWhileJavaReportsEndsTheLauncher() throws Exception {
        launcher.javaIs("echo 'start " + launcher.agent() + "' >&3; read -r s; read -r e; echo busy; read -r line");
        Launched run = launcher.launch("true").awaitOutput("busy");
        LauncherFixture.kill("INT", run.pid());
        assertThat(run.exitCode()).isEqualTo(128 + 2);
    }

    @Test
    void programGoesOnWhenJavaIsKilled() throws Exception {
        Launched run = launcher.launch("sh", "-c", "echo up; read line; echo $line; exit 9")
                .awaitOutput("up");
        LauncherFixture.kill("KILL", launcher.javaPid());
        run.awaitErrors("unobserved").type("still here\n");
        assertThat(run.exitCode()).isEqualTo(9);
        assertThat(run.output()).isEqualTo("up\nstill here\n");
        assertThat(run.errors().lines()).hasSize(1).allMatch(line -> line.startsWith("tidemark: "));
    }

    @Test
    void killedJavaIsNoZombie() throws Exception {
        Launched run = launcher.launch("sh", "-c", "echo up; read line").awaitOutput("up");
        long java = launcher.javaPid();
        LauncherFixture.kill("KILL", java);
        LauncherFixture.await(() -> LauncherFixture.stateOf(java) == '-');
        run.type("\n");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void javaKilledBeforeItReportedIsSaid() throws Exception {
        launcher.javaIs("echo 'start " + launcher.agent() + "' >&3; read -r s; read -r e; kill -9 $$");
        Launched run = launcher.launch("sh", "-c", "exit 4");
        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.errors()).isEqualTo("tidemark: NOT CHECKED: its Java session is gone, and there is no report\n");
    }

    @Test
    void programGoesOnWhenTheLauncherIsKilledAndJavaNotices() throws Exception {
        Path input = launcher.fifo();
        String program = "echo up; read line <" + input + "; echo $line";
        Launched run = launcher.launch("sh", "-c", program).awaitOutput("up");
        long programPid = programPid();
        LauncherFixture.kill("KILL", run.pid());
        assertThat(run.exitCode()).isEqualTo(128 + 9);
        LauncherFixture.await(() -> launcher.heard().contains("end of input\n"));
        Files.writeString(input, "still here\n");
        run.awaitOutput("still here\n");
        LauncherFixture.awaitEnd(programPid);
    }

    @Test
    void programKilledFromOutsideIsReportedToJava() throws Exception {
        Launched run = launcher.launch("sh", "-c", "echo up; exec sleep 1000").awaitOutput("up");
        LauncherFixture.kill("KILL", programPid());
        assertThat(run.exitCode()).isEqualTo(128 + 9);
        assertThat(launcher.heard()).contains("ended 9\n");
    }

    @Test
    void launcherStopsAndContinuesWithTheProgram() throws Exception {
        Launched run = launcher.launch("sh", "-c", "echo up; kill -STOP $$; echo on; exit 8");
        LauncherFixture.await(() -> LauncherFixture.stateOf(run.pid()) == 'T');
        assertThat(LauncherFixture.stateOf(programPid())).isEqualTo('T');
        assertThat(run.output()).isEqualTo("up\n");
        LauncherFixture.kill("CONT", run.pid());
        assertThat(run.exitCode()).isEqualTo(8);
        assertThat(run.output()).isEqualTo("up\non\n");
    }

    @Test
    void launcherSleepsWhileTheProgramRunsWithoutJava() throws Exception {
        Launched run = launcher.launch("sh", "-c", "echo up; read line").awaitOutput("up");
        LauncherFixture.kill("KILL", launcher.javaPid());
        run.awaitErrors("unobserved");
        LauncherFixture.await(() -> LauncherFixture.stateOf(run.pid()) == 'S');
        run.type("\n");
        assertThat(run.exitCode()).isZero();
    }
}
