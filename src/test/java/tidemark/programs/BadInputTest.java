package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What cannot be started or observed gets one clear line and the exit code that a shell gives (127 not found, 126 not executable, 125 from Tidemark);
 * what goes wrong on the way leaves the program alone. Mounts and foreign owners need root.
 */
final class BadInputTest {
    private static final String TIDEMARK = Path.of("tidemark").toAbsolutePath().toString();

    @TempDir
    private Path folder;

    @Test
    void programThatDoesNotExist() {
        assertRefused(tidemark(folder.resolve("absent").toString()), 127, "absent");
    }

    @Test
    void programThatIsNotOnThePath() {
        assertRefused(tidemark("no-program-has-this-name"), 127, "no-program-has-this-name");
    }

    @Test
    void fileWithoutPermissionToExecute() throws IOException {
        Path file = copy("all-freed", "not-executable", "rw-r--r--");
        assertRefused(tidemark(file.toString()), 126, file.toString());
    }

    @Test
    void directory() {
        assertRefused(tidemark(folder.toString()), 126, folder.toString());
    }

    /** A shell runs what the kernel does not know as a script of its own, and an empty script succeeds. */
    @Test
    void emptyFileIsAnEmptyScript() throws IOException {
        Path file = write("empty", "");
        Run run = tidemark(file.toString());
        assertThat(run.exitCode()).as(run::toString).isZero();
        assertThat(run.stdout()).isEmpty();
        assertThat(run.report().total(Kind.DEFINITELY_LOST)).isEqualTo(Amount.NOTHING);
    }

    @Test
    void scriptWhoseInterpreterDoesNotExist() throws IOException {
        Path file = write("script", "#!/no/such/interpreter\n");
        Run run = tidemark(file.toString());
        assertRefused(run, 126, file.toString());
        assertThat(run.stderr()).contains("/no/such/interpreter");
    }

    @Test
    void staticProgram() {
        Path file = folder.resolve("static");
        Run build = Run.of(List.of("gcc", "-static", "-o", file.toString(), "programs/verdicts/all-freed.c"));
        assertThat(build.exitCode()).as(build::toString).isZero();
        Run run = tidemark(file.toString());
        assertRefused(run, 125, file.toString());
        assertThat(run.stderr()).contains("static");
    }

    /** It belongs to another user, else the kernel sees nothing special in it: the loader would preload the agent after all. */
    @Test
    void setuidProgram() throws IOException {
        Path file = copy("all-freed", "setuid", "rwxr-xr-x");
        assertThat(Run.of(List.of("chown", "65534", file.toString())).exitCode())
                .isZero();
        assertThat(Run.of(List.of("chmod", "4755", file.toString())).exitCode()).isZero();
        Run run = tidemark(file.toString());
        assertRefused(run, 125, file.toString());
        assertThat(run.stderr()).contains("setuid");
    }

    @Test
    void moduleThatIsNoneIsTheProgramsOwnProblem() throws IOException {
        for (int length : List.of(0, 3, 64)) {
            List<String> command = List.of(Programs.file("try-load"), truncatedModule(length));
            Run run = Tool.TIDEMARK.run(command, Map.of());
            assertThat(run.stdout()).as(run::toString).isEqualTo(Run.of(command).stdout());
            assertThat(run.exitCode()).as(run::toString).isZero();
            assertThat(run.facts()).containsExactly("definitely lost 341 in 1: leak < main");
        }
    }

    /** glibc maps the segments without a look at the file's size, and the first touch behind its end is a SIGBUS. */
    @Test
    void programKilledByItsTruncatedModuleEndsAsWithoutTidemark() throws IOException {
        List<String> command = List.of(Programs.file("try-load"), truncatedModule(1000));
        assertThat(Run.of(command).exitCode()).isEqualTo(128 + 7);
        assertThat(Tool.TIDEMARK.run(command, Map.of()).exitCode()).isEqualTo(128 + 7);
    }

    /** Without its section headers a module loads as ever, but has no symbol table to find. */
    @Test
    void leakInAModuleWithoutSectionHeadersIsReported() throws IOException {
        int length = (int) Files.size(Path.of(Programs.file("module-one.so")));
        List<String> command = List.of(Programs.file("try-load"), truncatedModule(length - 100));
        Run run = Tool.TIDEMARK.run(command, Map.of());
        assertThat(run.stdout()).as(run::toString).isEqualTo("loaded\n");
        assertThat(run.exitCode()).as(run::toString).isZero();
        assertThat(run.report().recordOf(301).kind()).isEqualTo(Kind.DEFINITELY_LOST);
        assertThat(run.report().recordOf(301).functions()).hasSize(3).endsWith("main");
        assertThat(run.report().recordOf(341).functions()).containsExactly("leak", "main");
    }

    private String truncatedModule(int length) throws IOException {
        byte[] module = Files.readAllBytes(Path.of(Programs.file("module-one.so")));
        return Files.write(folder.resolve("truncated-" + length + ".so"), Arrays.copyOf(module, length))
                .toString();
    }

    @Test
    void killedProgramEndsAsWithoutTidemarkAndSaysThatThereIsNoReport() {
        Run run = tidemark(Programs.file("killed"));
        assertThat(run.exitCode()).as(run::toString).isEqualTo(128 + 9);
        assertThat(run.reports()).isEmpty();
        assertThat(run.stderr()).as(run::toString).containsIgnoringCase("kill");
    }

    @Test
    void programGoesOnWhenTidemarksJavaIsKilled() throws IOException, InterruptedException {
        Path stderr = folder.resolve("stderr");
        Process process = new ProcessBuilder(TIDEMARK, Programs.file("wait-for-line"))
                .redirectError(stderr.toFile())
                .start();
        try (BufferedReader stdout = process.inputReader();
                OutputStream stdin = process.getOutputStream()) {
            assertThat(stdout.readLine()).isEqualTo("ready");
            java(process).destroyForcibly();
            stdin.write("go on\n".getBytes(StandardCharsets.UTF_8));
            stdin.flush();
            assertThat(stdout.readLine()).isEqualTo("went on");
            assertThat(process.waitFor()).isEqualTo(7);
        }
        assertThat(Files.readString(stderr)).contains("its Java session");
    }

    private static ProcessHandle java(Process tidemark) {
        List<ProcessHandle> sessions = tidemark.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .toList();
        assertThat(sessions).hasSize(1);
        return sessions.getFirst();
    }

    @Test
    void fullSharedMemoryFolderDoesNotMatter() {
        Run run = privately(
                "mount -t tmpfs -o size=4k none /dev/shm",
                "head -c 4096 /dev/zero > /dev/shm/full",
                "! echo x > /dev/shm/bait 2> /dev/null",
                "exec ./tidemark --show-leak-kinds=all --leak-check=full " + relative("definitely-lost"));
        assertThat(run.exitCode()).as(run::toString).isZero();
        assertThat(run.report().total(Kind.DEFINITELY_LOST)).isEqualTo(new Amount(101, 1));
    }

    @Test
    void nothingIsLeftBehind() {
        Run run = privately(
                "mount -t tmpfs none /dev/shm",
                "./tidemark " + relative("thread-leaks") + " 2> /tmp/report",
                "./tidemark " + relative("fork") + " 2>> /tmp/report",
                "./tidemark " + relative("killed") + " 2>> /tmp/report || true",
                "./tidemark /no/such/program 2>> /tmp/report || true",
                "grep -c 'LEAK SUMMARY' /tmp/report",
                "rm /tmp/report",
                "ls -A /tmp /dev/shm");
        assertThat(run.stdout()).as(run::toString).isEqualTo("3\n/dev/shm:\n\n/tmp:\n");
    }

    /** In mounts of its own, with an empty /tmp; the repository may lie in /tmp and is seen at another place. */
    private static Run privately(String... lines) {
        String script = Arrays.stream(lines).collect(Collectors.joining("\n"));
        String mounts = "set -e\nmount --bind . /mnt\ncd /mnt\nmount -t tmpfs none /tmp\n";
        return Run.of(List.of("unshare", "-m", "sh", "-c", mounts + script));
    }

    private static String relative(String program) {
        return Path.of("")
                .toAbsolutePath()
                .relativize(Path.of(Programs.file(program)))
                .toString();
    }

    private static Run tidemark(String... words) {
        return Run.of(Stream.concat(Stream.of(TIDEMARK), Arrays.stream(words)).toList());
    }

    private static void assertRefused(Run run, int exitCode, String thing) {
        assertThat(run.exitCode()).as(run::toString).isEqualTo(exitCode);
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr().lines()).as(run::toString).hasSize(1);
        assertThat(run.stderr()).contains(thing);
    }

    private Path write(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path copy(String program, String name, String permissions) throws IOException {
        Path file = Files.copy(Path.of(Programs.file(program)), folder.resolve(name));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void fullDiskIsNamed() {
        Run run = Tool.TIDEMARK.runWith("--log-file=/dev/full", "all-freed");
        assertThat(run.stderr()).contains("tidemark: the report could not be written: No space left on device");
        assertThat(run.exitCode()).isZero();
    }
}
