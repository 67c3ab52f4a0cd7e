package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What root starts and what goes on as another user. */
final class ChangedUserProgramsTest {
    private static final String NOBODY = "65534";
    private static final List<String> CHILD = List.of("definitely lost 1402 in 1: leak_in_child < main");
    private static final List<String> PROGRAM = List.of("definitely lost 1401 in 1: leak_in_program < main");
    private static final String LOST = "521 bytes in 1 blocks are definitely lost";

    /** What another user may read and run. */
    @TempDir
    private Path folder;

    @BeforeEach
    void onlyRootCanBecomeSomebodyElse() throws IOException {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String copied(String name) throws IOException {
        Path program = folder.resolve(name);
        Files.copy(
                Path.of(Programs.file(name)),
                program,
                StandardCopyOption.COPY_ATTRIBUTES,
                StandardCopyOption.REPLACE_EXISTING);
        return program.toString();
    }

    /** Valgrind itself cannot be started again by another user than the one that its files in /tmp belong to. */
    @UnderBothTools
    void childThatBecomesAnotherUserHasAReport(Tool tool) throws IOException {
        List<String> forked = List.of("child", "known");
        for (String way : tool == Tool.VALGRIND ? forked : List.of("child", "known", "exec")) {
            Run run = tool.run(List.of(copied("changed-user"), NOBODY, way), Map.of());
            assertThat(run.exitCode()).as(run::toString).isZero();
            assertThat(run.reports())
                    .as(run::toString)
                    .extracting(Report::facts)
                    .containsExactlyInAnyOrder(CHILD, PROGRAM);
            assertThat(run.stderr()).doesNotContain("NOT CHECKED", "INCOMPLETE");
        }
    }

    @UnderBothTools
    void programThatBecomesAnotherUserIsHeldAtItsEnd(Tool tool) throws IOException {
        Run run = tool.run(List.of(copied("changed-user"), NOBODY, "itself"), Map.of());
        assertThat(run.facts()).isEqualTo(PROGRAM);
    }

    /** They clean the environment each in its own way. */
    @Test
    void programsThatAreStartedAsAnotherUserAreReported() throws IOException {
        String program = copied("endings");
        List<List<String>> ways = List.of(
                List.of("runuser", "-u", "nobody", "--", program, "return"),
                List.of("runuser", "-s", "/bin/sh", "nobody", "-c", program + " return"),
                List.of("runuser", "-s", "/bin/sh", "-", "nobody", "-c", program + " return"),
                List.of("su", "-s", "/bin/sh", "nobody", "-c", program + " return"),
                List.of("su", "-s", "/bin/sh", "-", "nobody", "-c", program + " return"),
                List.of("setpriv", "--reuid=" + NOBODY, "--clear-groups", "--reset-env", program, "return"));
        for (List<String> way : ways) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of("tidemark").toAbsolutePath().toString(), "--error-exitcode=9", "--wait-for-children=yes"));
            command.addAll(way);
            Run run = Run.of(command);
            assertThat(run.stderr()).as(run::toString).contains(LOST).doesNotContain("NOT CHECKED", "ld.so");
            assertThat(run.exitCode()).as(run::toString).isEqualTo(9);
        }
    }

    /** The names of the sockets can be read by everybody. */
    @Test
    void strangerOfAnotherUserIsBelievedOnlyWithTheSessionsKey() throws IOException {
        for (boolean proves : List.of(true, false)) {
            try (CheckedServer server = CheckedServer.start()) {
                Run environment =
                        Run.of(List.of("grep", "-zao", "^TIDEMARK_SESSION=.*", "/proc/" + server.pid() + "/environ"));
                String session = environment.stdout().replace("\0", "").strip();
                String key = session.split(":", 3)[1];
                assertThat(key).hasSize(32);
                Path agent = folder.resolve("agent.so");
                Files.copy(Path.of("target", "libtidemark.so"), agent, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("r--r--r--"));
                Run stranger = Run.of(List.of(
                        "setpriv",
                        "--reuid=" + NOBODY,
                        "--clear-groups",
                        "env",
                        "LD_PRELOAD=" + agent,
                        proves ? session : session.replace(key, new StringBuilder(key).reverse()),
                        copied("endings"),
                        "return"));
                assertThat(stranger.exitCode()).as(stranger::toString).isEqualTo(7);
                String told = server.end();
                assertThat(told.contains(LOST)).as(told).isEqualTo(proves);
                assertThat(told).doesNotContain("NOT CHECKED", "not observed");
            }
        }
    }
}
