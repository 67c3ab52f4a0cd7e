package tidemark.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a job in the foreground of a terminal. */
class LauncherTerminalTest {
    private static final int INTERRUPT_KEY = 3;
    private static final int SUSPEND_KEY = 26;
    private static final int QUIT_KEY = 28;

    /** Runs its arguments as the leader of a session on a terminal, and closes that when they have shown "ready". */
    private static final String CLOSE_WHEN_READY = """
            import os, pty, sys
            pid, terminal = pty.fork()
            if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
            shown = b''
            while b'ready' not in shown: shown += os.read(terminal, 100)
            os.close(terminal)
            os.waitpid(pid, 0)
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

    private Launched onTerminal(String steps, String... arguments) throws IOException, InterruptedException {
        return launcher.launchWith(List.of("python3", "programs/launcher/terminal.py", steps), arguments);
    }

    @Test
    void interruptKeyReachesTheProgram() throws Exception {
        String steps = "text:ready\r\n,key:" + INTERRUPT_KEY + ",text:2\r\n,signal:15";
        Launched run = onTerminal(steps, launcher.program("record-signals"));
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).contains("2\n15\nstatus 0\n");
    }

    /** The program is not in the terminal's group here, so a key that came twice otherwise would come once. */
    @Test
    void interruptKeyIsNotPassedOn() throws Exception {
        String steps = "text:ready\r\n,key:" + INTERRUPT_KEY + ",text:^C,signal:10,text:10\r\n,signal:15";
        Launched run = onTerminal(steps, launcher.program("record-signals"), "own-group");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).contains("ready\n^C10\n15\nstatus 0\n");
    }

    @Test
    void quitKeyEndsProgramAndLauncherAlike() throws Exception {
        Launched run = onTerminal("text:ready,key:" + QUIT_KEY, "sh", "-c", "ulimit -c 0; echo ready; exec sleep 1000");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).contains("status 3\n");
        assertThat(launcher.heard()).contains("ended 3\n");
    }

    @Test
    void suspendKeyStopsTheJobAndTheShellContinuesIt() throws Exception {
        String program = "trap 'echo continued' CONT; echo ready; read line; echo got $line";
        Launched run = onTerminal(
                "text:ready,key:" + SUSPEND_KEY + ",stopped,continue,text:continued,key:120,key:10",
                "bash",
                "-c",
                program);
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).contains("stopped by 20\n").contains("got x").contains("status 0\n");
        assertThat(run.output().split("continued", -1)).hasSize(2);
    }

    @Test
    void programHasTheTerminalAndItsModesStay() throws Exception {
        Launched run = onTerminal("text:ready", "sh", "-c", "tty -s && [ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo ready");
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).contains("modes unchanged\n").contains("status 0\n");
    }

    @Test
    void terminalThatGoesAwayHangsUpAProgramWhoseLauncherLeadsTheSession() throws Exception {
        Path seen = folder.resolve("seen");
        String program =
                "trap 'echo hung up >" + seen + "; exit' HUP; echo ready; for i in $(seq 600); do sleep 0.1; done";
        Launched run = launcher.launchWith(List.of("python3", "-c", CLOSE_WHEN_READY), "bash", "-c", program);
        assertThat(run.exitCode()).isZero();
        LauncherFixture.await(() -> LauncherFixture.contents(seen).equals("hung up\n"));
    }
}
