package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What sandboxes and containers do to what they start: it has other pids, another network, another root folder. Tidemark runs outside. */
final class NamespaceProgramsTest {
    private static final List<String> ENDINGS = List.of("definitely lost 521 in 1: leak < main");
    private static final String SANDBOX =
            "bwrap --unshare-pid --unshare-net --unshare-ipc --unshare-uts --proc /proc --dev /dev ";

    /** What another user may read and run. */
    @TempDir
    private Path folder;

    @BeforeEach
    void everybodyMayReadTheFolder() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** With a user namespace where we are not root. */
    private static String unshare(String flags) {
        return "unshare " + (System.getProperty("user.name").equals("root") ? "" : "-r ") + flags + " ";
    }

    private static Run run(String prefix, List<String> command, String... options) {
        List<String> all = new ArrayList<>(List.of(prefix.strip().split(" ", -1)));
        all.addAll(command);
        return Tool.TIDEMARK.run(all, Map.of(), options);
    }

    /** Of all processes. */
    private static List<String> facts(Run run) {
        return run.reports().stream()
                .flatMap(report -> report.facts().stream())
                .sorted()
                .toList();
    }

    private static List<String> lost(List<String> facts) {
        return facts.stream().filter(fact -> fact.contains(" lost ")).toList();
    }

    private static void seesTheLeak(Run run) {
        assertThat(run.exitCode()).as(run::toString).isEqualTo(7);
        assertThat(lost(facts(run))).as(run::toString).isEqualTo(ENDINGS);
        assertThat(run.stderr()).doesNotContain("NOT CHECKED", "INCOMPLETE", "ld.so");
    }

    /** Its number exists outside as well, and is another process's: 1 at least. */
    @ParameterizedTest
    @ValueSource(
            strings = {"-p --fork", "-p --fork --mount-proc", "-n", "-n -p --fork --mount-proc", "-i -u -m -n -p --fork"
            })
    void processInOtherNamespacesIsCheckedAndNoOther(String flags) {
        seesTheLeak(run(unshare(flags), Programs.command("endings return")));
    }

    /** The C library has the threads' numbers as well, and by them their stacks are found. */
    @Test
    void threadsOfAnotherPidNamespaceHoldWhatTheyHoldOutside() {
        // The first process of a namespace is never held at a signal, so no program here is ended by one.
        for (String words : List.of("reachable-thread-stack", "thread-leaks", "held", "workers 3", "main-leaves")) {
            List<String> outside = facts(Tool.TIDEMARK.run(words));
            Run run = run(unshare("-p --fork"), Programs.command(words));
            List<String> inside = facts(run);
            assertThat(inside).as(run::toString).containsAll(outside);
            assertThat(lost(inside)).as(run::toString).isEqualTo(lost(outside));
            assertThat(run.stderr()).doesNotContain("NOT CHECKED", "INCOMPLETE");
        }
    }

    @Test
    void sandboxWithAllFoldersIsSeenThrough() {
        seesTheLeak(run(SANDBOX + "--ro-bind / / --proc /proc --dev /dev", Programs.command("endings return")));
    }

    private String usrAlone(String programs) {
        return "--ro-bind /usr /usr --symlink usr/lib64 /lib64 --symlink usr/lib /lib --ro-bind " + programs
                + " /programs";
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

    /** The agent's library is not there. */
    @Test
    void sandboxWithFewFoldersIsSeenThrough() throws IOException {
        copied("endings");
        String sandbox = "bwrap --unshare-pid --proc /proc --dev /dev " + usrAlone(folder.toString());
        seesTheLeak(run(sandbox, List.of("/programs/endings", "return")));
    }

    /** Neither the abstract name nor the file of a socket can be reached from there. */
    @Test
    void sandboxFromWhichTheSessionIsNotReachedIsSaid() throws IOException {
        copied("endings");
        Run run = run(
                SANDBOX + usrAlone(folder.toString()),
                List.of("/usr/bin/sh", "-c", "/programs/endings return; exit 0"),
                "--error-exitcode=9");
        assertThat(run.stderr())
                .contains("NOT CHECKED: the process, or the program that it became, lies in another network namespace")
                .doesNotContain("ld.so", "521 bytes");
        assertThat(run.exitCode()).as(run::toString).isEqualTo(125);
    }

    /** With what the programs need to run, and nothing else. */
    private Path root(String... programs) throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.createDirectory(root.resolve("proc"));
        List<String> files = new ArrayList<>(List.of("/bin/sh"));
        for (String program : programs) {
            files.add(Programs.file(program));
        }
        for (String file : List.copyOf(files)) {
            Run.of(List.of("ldd", file)).stdout().lines().forEach(line -> {
                for (String word : line.strip().split("\\s+", -1)) {
                    if (word.startsWith("/")) {
                        files.add(word);
                    }
                }
            });
        }
        for (String file : files) {
            Path to = file.startsWith("/lib")
                    ? root.resolve(file.substring(1))
                    : root.resolve(Path.of(file).getFileName());
            Files.createDirectories(to.getParent());
            Files.copy(Path.of(file).toRealPath(), to, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return root;
    }

    /** In the root folder, after commands of a shell. */
    private static List<String> inRoot(Path root, String commands, String chroot, List<String> command) {
        List<String> all = new ArrayList<>(
                List.of("sh", "-c", commands + " && exec chroot " + chroot + " " + root + " \"$@\"", "sh"));
        all.addAll(command);
        return all;
    }

    /** The loader must not complain that it does not find the agent's library, and the agent must not leave its descriptor open. */
    @Test
    void programInAnotherRootIsReported() throws IOException {
        Path root = root("endings");
        String mount = "mount -t proc proc " + root + "/proc";
        String container = unshare("-m -p --fork");
        seesTheLeak(run(container, inRoot(root, mount, "", List.of("/endings", "return"))));
        String look = "/endings return; echo /proc/$$/fd/*; echo \"preloaded:$LD_PRELOAD\"";
        List<String> shell = inRoot(root, mount, "", List.of("/sh", "-c", look));
        Run run = run(container, shell);
        assertThat(lost(facts(run))).as(run::toString).isEqualTo(ENDINGS);
        assertThat(run.ownStderr()).isEmpty();
        List<String> alone = new ArrayList<>(List.of(container.strip().split(" ", -1)));
        alone.addAll(shell);
        assertThat(run.stdout()).isEqualTo(Run.of(alone).stdout()).contains("preloaded:\n");
    }

    @Test
    void programInAnotherRootAsAnotherUserIsReported() throws IOException {
        assumeThat(System.getProperty("user.name")).isEqualTo("root");
        Path root = root("endings");
        String mount = "mount -t proc proc " + root + "/proc";
        List<String> command = inRoot(root, mount, "--userspec=65534:65534", List.of("/endings", "return"));
        seesTheLeak(run(unshare("-m -p --fork"), command));
    }

    @Test
    void programInAnotherRootWithoutProcIsNoSuccess() throws IOException {
        Path root = root("endings");
        List<String> command = inRoot(root, "true", "", List.of("/sh", "-c", "/endings return; exit 0"));
        Run run = run(unshare("-m"), command, "--error-exitcode=9");
        assertThat(run.exitCode()).as(run::toString).isEqualTo(125);
        assertThat(run.ownStderr())
                .hasLineCount(1)
                .matches("(?s)tidemark: process \\d+ becomes or starts a program that is not observed: .*");
    }

    @Test
    void sessionsFileIsThereWhileItRunsAndGoneAfterwards() {
        Run run = Tool.TIDEMARK.run(
                List.of("sh", "-c", "file=${TIDEMARK_SESSION##*:}; test -S \"$file\" && echo $file"), Map.of());
        assertThat(run.stdout()).as(run::toString).isNotEmpty();
        assertThat(Path.of(run.stdout().strip())).doesNotExist();
        assertThat(Files.exists(Path.of(run.stdout().strip()), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }
}
