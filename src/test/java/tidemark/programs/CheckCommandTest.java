package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code tidemark check PID}, on a program that waits for orders. Memcheck would be asked by gdb's monitor commands. */
final class CheckCommandTest {
    private static List<String> lost(Run check) {
        assertThat(check.exitCode()).as(check::toString).isZero();
        return check.stdout()
                .lines()
                .filter(line -> line.contains("lost in loss record") || line.contains("INCOMPLETE"))
                .map(line -> line.substring(line.indexOf("== ") + 3, line.indexOf(" in loss record")))
                .toList();
    }

    @Test
    void secondCheckShowsOnlyWhatIsNew() {
        try (CheckedServer server = CheckedServer.start()) {
            server.order("l");
            server.order("k");
            assertThat(lost(server.check())).containsExactly("681 (+681) bytes in 1 (+1) blocks are definitely lost");
            assertThat(lost(server.check())).isEmpty();
            server.order("l");
            server.order("k");
            assertThat(lost(server.check())).containsExactly("1,362 (+681) bytes in 2 (+1) blocks are definitely lost");
            assertThat(lost(server.check("--check-shows=all")))
                    .containsExactly("1,362 bytes in 2 blocks are definitely lost");
        }
    }

    @Test
    void reportIsTheAskersAndTheEndsIsWhole() {
        try (CheckedServer server = CheckedServer.start()) {
            server.order("l");
            Run check = server.check();
            assertThat(check.stdout())
                    .startsWith("==" + server.pid() + "== LEAK CHECK 1 of the running process")
                    .containsSubsequence(": malloc (in ", ": leak (in ", ": main (in ", "LEAK SUMMARY");
            assertThat(check.stderr()).isEmpty();
            assertThat(server.end())
                    .doesNotContain("LEAK CHECK")
                    .contains("681 bytes in 1 blocks are definitely lost in loss record", "HEAP SUMMARY");
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void headingTellsWhatIsShown() {
        try (CheckedServer server = CheckedServer.start()) {
            for (String shown : List.of("new", "changed")) {
                assertThat(heading(server.check("--check-shows=" + shown)))
                        .endsWith(
                                shown.equals("new")
                                        ? "LEAK CHECK 1 of the running process:"
                                        : "LEAK CHECK 2 of the running process: what has changed since the last one");
            }
            assertThat(heading(server.check()))
                    .endsWith("LEAK CHECK 3 of the running process: what is new since the last one");
            assertThat(heading(server.check("--check-shows=all")))
                    .endsWith("LEAK CHECK 4 of the running process: all that is lost");
        }
        try (CheckedServer server = CheckedServer.start()) {
            assertThat(heading(server.check("--check-shows=changed"))).endsWith("1 of the running process:");
        }
    }

    private static String heading(Run check) {
        return check.stdout().lines().findFirst().orElse("");
    }

    @Test
    void sessionSaysWhatIsShownUnlessTheAskerDoes() {
        try (CheckedServer server = CheckedServer.start("--check-shows=all")) {
            server.order("l");
            assertThat(lost(server.check())).isEqualTo(lost(server.check())).hasSize(1);
            assertThat(lost(server.check("--check-shows=changed"))).isEmpty();
            assertThat(lost(server.check("--check-shows=new"))).isEmpty();
        }
    }

    @Test
    void exitCodeTellsOfErrors() {
        try (CheckedServer server = CheckedServer.start()) {
            assertThat(server.check("--error-exitcode=9").exitCode()).isZero();
            server.order("l");
            assertThat(server.check("--error-exitcode=9").exitCode()).isEqualTo(9);
            assertThat(server.check().exitCode()).isZero();
        }
    }

    @Test
    void processThatTheProgramStartedCanBeChecked() {
        try (CheckedServer server = CheckedServer.startByShell()) {
            server.order("l");
            assertThat(lost(server.check())).containsExactly("681 (+681) bytes in 1 (+1) blocks are definitely lost");
        }
    }

    @Test
    void sessionOfAProgramThatOverwroteItsEnvironmentIsFound() {
        try (CheckedServer server = CheckedServer.start()) {
            server.order("e");
            Run environment = Run.of(List.of("grep", "-c", "TIDEMARK_SESSION", "/proc/" + server.pid() + "/environ"));
            assertThat(environment.stdout()).as("it is overwritten").isEqualTo("0\n");
            server.order("l");
            assertThat(lost(server.check())).hasSize(1);
        }
    }

    /** Of all that listen under such names only the session knows the process, and others of this user may. */
    @ParameterizedTest
    @ValueSource(strings = {"", "setpriv --reuid=65534 --clear-groups "})
    void sessionIsFoundAmongOthers(String user) throws IOException {
        assumeThat(user.isEmpty() || System.getProperty("user.name").equals("root"))
                .isTrue();
        Path open = Files.createTempDirectory(Path.of("/tmp"), "impostor");
        Path impostor = Files.copy(Path.of(Programs.file("impostor")), open.resolve("impostor"));
        Run.of(List.of("chmod", "-R", "755", open.toString()));
        List<String> command = new ArrayList<>(List.of((user + impostor).split(" ", -1)));
        command.add(user.isEmpty() ? "mute" : "lies");
        Process others =
                new ProcessBuilder(command).directory(Path.of("/").toFile()).start();
        try (CheckedServer server = CheckedServer.start()) {
            assertThat(others.inputReader().readLine()).isEqualTo("listening");
            server.order("e");
            server.order("l");
            assertThat(lost(server.check())).hasSize(1);
        } finally {
            others.destroy();
            Files.delete(impostor);
            Files.delete(open);
        }
    }

    @Test
    void incompleteCheckIsNoSuccessToWhoAsksForAnExitCode() {
        try (CheckedServer server = CheckedServer.start()) {
            server.order("v");
            assertThat(server.check().exitCode()).isZero();
            Run check = server.check("--error-exitcode=9");
            assertThat(check.stdout()).contains("INCOMPLETE CHECK: ");
            assertThat(check.exitCode()).isEqualTo(125);
        }
    }

    @Test
    void processThatMadeItsLastCheckItselfIsCheckedNoMore() {
        try (CheckedServer server = CheckedServer.start()) {
            server.order("d");
            Run check = server.check();
            assertThat(check.exitCode()).isEqualTo(125);
            assertThat(check.stderr())
                    .isEqualTo("tidemark: process " + server.pid()
                            + " is ending and has been checked for the last time\n");
        }
    }

    /** As root we may read every process, so that right is given up first. */
    @Test
    void whyAProcessCouldNotBeCheckedIsSaid() {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        try (CheckedServer server = CheckedServer.startWithoutTracing()) {
            server.order("u");
            Run check = server.check();
            assertThat(check.exitCode()).isEqualTo(125);
            assertThat(check.stdout()).isEmpty();
            assertThat(check.stderr())
                    .startsWith("tidemark: process " + server.pid() + " was not checked: ")
                    .contains("PR_SET_DUMPABLE");
        }
    }

    /** It has the session's name from who started it, and no agent. */
    @Test
    void processThatItsSessionDoesNotKnowIsNotObserved() throws IOException {
        try (CheckedServer server = CheckedServer.start()) {
            Run environment =
                    Run.of(List.of("grep", "-zao", "^TIDEMARK_SESSION=.*", "/proc/" + server.pid() + "/environ"));
            Process stranger = new ProcessBuilder(
                            "env", environment.stdout().replace("\0", "").strip(), "cat")
                    .start();
            try {
                stranger.outputWriter().append("it runs\n").flush();
                assertThat(stranger.inputReader().readLine()).isEqualTo("it runs");
                Run check = Run.of(List.of(CheckedServer.TIDEMARK, "check", Long.toString(stranger.pid())));
                assertThat(check.stderr())
                        .isEqualTo("tidemark: process " + stranger.pid()
                                + " does not run under Tidemark: start it by tidemark PROGRAM\n");
            } finally {
                stranger.destroy();
            }
        }
    }

    /** Nobody tells where the program break is; what malloc has of the heap does. */
    @Test
    void mappingRightBehindTheHeapHoldsWhatItPointsAt() {
        try (CheckedServer server = CheckedServer.start()) {
            server.order("m");
            Run maps = Run.of(List.of("grep", "-A1", "heap", "/proc/" + server.pid() + "/maps"));
            assertThat(maps.stdout().lines().toList()).as("one line for both").hasSize(2);
            assertThat(lost(server.check())).isEmpty();
        }
    }

    /** Most of the time the table is in realloc, where it is in no block that the ledger knows; what it holds is never lost for that. */
    @Test
    void threadInTheMiddleOfReallocLosesNothing() {
        try (CheckedServer server = CheckedServer.start()) {
            server.order("t");
            for (int i = 0; i < 20; i++) {
                assertThat(lost(server.check("--check-shows=all"))).isEmpty();
            }
            server.order("x");
        }
    }

    @Test
    void processThatHasEndedIsNone() {
        try (CheckedServer server = CheckedServer.start()) {
            server.end();
            Run check = server.check();
            assertThat(check.exitCode()).isEqualTo(125);
            assertThat(check.stderr()).isEqualTo("tidemark: there is no process " + server.pid() + "\n");
        }
    }

    @Test
    void processThatIsNotObservedIsToldFromOneOfAnotherUser() {
        String pid = Long.toString(ProcessHandle.current().pid());
        Run check = Run.of(List.of(CheckedServer.TIDEMARK, "check", pid));
        assertThat(check.exitCode()).isEqualTo(125);
        assertThat(check.stderr())
                .isEqualTo("tidemark: process " + pid + " does not run under Tidemark: start it by tidemark PROGRAM\n");
    }

    /** The client is copied to where everybody may run it. */
    @Test
    void anotherUsersProcessIsRefused() {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        try (CheckedServer server = CheckedServer.start()) {
            Run check = Run.of(List.of(
                    "sh",
                    "-c",
                    "client=$(mktemp) && cp target/check $client && chmod 755 $client && cd / &&"
                            + " setpriv --reuid=65534 --clear-groups $client " + server.pid()
                            + "; code=$?; rm $client; exit $code"));
            assertThat(check.exitCode()).isEqualTo(125);
            assertThat(check.stderr())
                    .isEqualTo("tidemark: process " + server.pid()
                            + " belongs to another user: only who started a session can ask it\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "check | give the process to check: tidemark check [options] PID",
                "check 1 2 | give the process to check: tidemark check [options] PID",
                "check one | one: not a process's number",
                "check --check-shows=old 1 | --check-shows=old: the value must be new, changed or all",
                "check --error-exitcode=256 1 | --error-exitcode=256: the value must be a number from 0 to 255",
                "check --leak 1 | --leak: unknown option (tidemark check --help tells all)"
            })
    void mistakesAreNamed(String words, String message) {
        Run check = Run.of(List.of((CheckedServer.TIDEMARK + " " + words).split(" ", -1)));
        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.stderr()).isEqualTo("tidemark: " + message + "\n");
    }
}
