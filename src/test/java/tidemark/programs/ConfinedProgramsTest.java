package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole command in what containers and sandboxes do. The program always runs as it does alone, and the report is right or says what
 * could not be seen.
 */
final class ConfinedProgramsTest {
    private static final Pattern COPIED = Pattern.compile("to copy ([0-9,]+) bytes");
    private static final List<String> ENDINGS = List.of("definitely lost 521 in 1: leak < main");

    /** What another user may read and run. */
    @TempDir
    private Path folder;

    private static boolean root() {
        return System.getProperty("user.name").equals("root");
    }

    private static List<String> join(List<String> first, List<String> rest) {
        List<String> both = new ArrayList<>(first);
        both.addAll(rest);
        return both;
    }

    private static Run confined(String what, String words) {
        return Run.of(join(List.of(Programs.file("confined"), what), Tool.TIDEMARK.command(List.of(), words)));
    }

    /** The emulator takes memory for each page that is reserved: 3.3 GB where the agent reserves as much as elsewhere. */
    @Test
    void programInAnEmulatorHasASmallLedger() {
        String command = "qemu-x86_64 " + Programs.file("endings") + " return; :";
        Run run = Tool.TIDEMARK.run(List.of("sh", "-c", command), Map.of(), "-v");
        List<Long> copied = COPIED.matcher(run.stderr())
                .results()
                .map(match -> Long.parseLong(match.group(1).replace(",", "")))
                .toList();
        assertThat(copied).as(run::toString).hasSize(2).allMatch(bytes -> bytes < 500_000_000);
    }

    /** ptrace, process_vm_readv, kcmp and perf_event_open, as Docker's filter has it: nothing is missing, since /proc/PID/mem is as good. */
    @Test
    void whereTracingIsForbiddenTheReportIsTheSame() {
        for (String words : List.of("endings return", "held", "workers 3", "signals abort")) {
            Run run = confined("tracing", words);
            Run free = Tool.TIDEMARK.run(words);
            assertThat(run.exitCode()).as(words).isEqualTo(free.exitCode());
            assertThat(run.reports()).as(run::toString).hasSameSizeAs(free.reports());
            assertThat(facts(run)).as(words).isNotEmpty().isEqualTo(facts(free));
            assertThat(run.stderr()).doesNotContain("INCOMPLETE CHECK", "NOT CHECKED");
        }
    }

    private static List<String> facts(Run run) {
        return run.reports().stream()
                .flatMap(report -> report.facts().stream())
                .sorted()
                .toList();
    }

    /** With EPERM, as a filter says, or ENOSYS, as a kernel without it: there is no ledger, and that is said. */
    @Test
    void whereSharedMemoryIsForbiddenTheProgramRunsUnobserved() {
        for (String what : List.of("memfd", "no-memfd")) {
            Run run = confined(what, "endings return");
            assertThat(run.exitCode()).as(what).isEqualTo(7);
            assertThat(run.stderr())
                    .hasLineCount(1)
                    .containsPattern("tidemark: process \\d+ is not observed: memfd_create is forbidden here, ");
        }
        Run merged = Run.of(join(
                List.of(Programs.file("confined"), "memfd"),
                Tool.TIDEMARK.command(List.of("--merge-children=yes"), "endings return")));
        assertThat(merged.stderr())
                .containsPattern(
                        "== NOT CHECKED: memfd_create is forbidden here, .*:\\R==\\d+==    process \\d+: .*/endings");
    }

    /** As a user who may read nothing but his own. */
    @Test
    void programThatForbidsToBeReadByItsUserShowsWhatWasLive() throws IOException {
        Run run = Run.of(
                join(nobody(), List.of(copied("undumpable"), "--error-exitcode=9", programCopied("undumpable"))));
        assertThat(run.exitCode()).as(run::toString).isEqualTo(7);
        assertThat(run.stderr())
                .containsSubsequence(
                        "NOT CHECKED: Cannot read /proc/",
                        " or forbids it (PR_SET_DUMPABLE)",
                        "; 1,775 bytes in 3 blocks were live then",
                        "1,184 bytes in 2 blocks were live in record 2 of 2",
                        ": leak (in ")
                .doesNotContain("lost");
        Run readable = Run.of(join(nobody(), List.of(copied("endings"), programCopied("endings"), "return")));
        assertThat(readable.stderr()).contains("521 bytes in 1 blocks are definitely lost");
    }

    /** Java cannot start without: its launcher finds its libraries by /proc/self/exe. */
    @Test
    void withoutProcItIsSaidWhatIsMissing() {
        Run run = mounted("mount -t tmpfs none /proc", "endings return");
        assertThat(run.exitCode()).isEqualTo(125);
        assertThat(run.stderr())
                .isEqualTo("tidemark: /proc is not mounted, and Java needs it: mount -t proc proc /proc\n");
    }

    @Test
    void nothingNeedsToBeWritableAndNoHomeToBeKnown() {
        String readOnly =
                "mount --make-rprivate / && mount -o remount,ro,bind / && for folder in /tmp /var/tmp /dev/shm /run; do"
                        + " case $PWD/ in $folder/*) continue;; esac; mount -t tmpfs -o ro none $folder || exit 9; done; unset HOME; ! touch /tmp/x 2>/dev/null";
        Run run = mounted(readOnly, "endings return");
        assertThat(run.exitCode()).as(run::toString).isEqualTo(7);
        assertThat(run.facts()).isEqualTo(ENDINGS);
    }

    /**
     * Where a user may have few processes, which are threads to the kernel: Java fails before the program starts, or while it runs, or not at
     * all, and each is said.
     */
    @Test
    void withFewThreadsTheProgramRunsOrIsNotStarted() throws IOException {
        String tidemark = copied("endings");
        String program = programCopied("endings");
        List<String> outcomes = new ArrayList<>();
        for (int limit : List.of(2, 10, 14, 16, 17, 18, 19, 100)) {
            Run run = Run.of(join(nobody(), List.of("prlimit", "--nproc=" + limit, tidemark, program, "return")));
            outcomes.add(outcome(run));
        }
        assertThat(outcomes).contains("not started", "reported");
    }

    private static String outcome(Run run) {
        if (run.exitCode() == 126) {
            assertThat(run.stderr()).contains("could not be started: no more processes and threads are allowed");
            return "not started";
        }
        if (run.exitCode() == 125) {
            assertThat(run.stderr())
                    .contains("before the program was started; if it lacks memory or threads, see ulimit");
            return "not started";
        }
        assertThat(run.exitCode()).as(run::toString).isEqualTo(7);
        boolean reported = run.stderr().contains("521 bytes in 1 blocks are definitely lost");
        if (!reported) {
            assertThat(run.stderr()).contains("tidemark: its Java session ");
        }
        return reported ? "reported" : "unobserved";
    }

    /** By the kernel, where we may make a control group, else by itself: the program says which. */
    @Test
    void programThatTheOutOfMemoryKillerEndsShowsWhatWasLive() throws IOException {
        Optional<MemoryGroup> group = MemoryGroup.limitedTo(64 << 20);
        String way = group.isPresent() ? "killed by the kernel\n" : "killed by itself\n";
        try {
            String words =
                    "hog" + group.map(limited -> " " + limited.processes()).orElse("");
            Run alone = Run.of(Programs.command(words));
            Run run = Tool.TIDEMARK.run(words);
            assertThat(alone.stdout()).as(alone::toString).isEqualTo(way);
            assertThat(run.stdout()).isEqualTo(way);
            assertThat(run.exitCode())
                    .as(run::toString)
                    .isEqualTo(alone.exitCode())
                    .isEqualTo(137);
            assertThat(run.stderr())
                    .containsPattern(
                            "NOT CHECKED: the process was killed by signal 9 \\(SIGKILL\\), so it could not be held"
                                    + " at its end; [56][0-9],[0-9]{3},[0-9]{3} bytes in [56][0-9] blocks were live then")
                    .containsPattern("blocks were live in record 1 of 1\\R.*: malloc .*\\R.*: hog .*\\R.*: main ");
        } finally {
            if (group.isPresent()) {
                group.get().close();
            }
        }
    }

    /** Runs a program of ours where these commands of a shell were obeyed first, which change mounts of their own alone. */
    private static Run mounted(String commands, String words) {
        List<String> unshare = root() ? List.of("unshare", "-m") : List.of("unshare", "-rm");
        return Run.of(join(
                join(unshare, List.of("sh", "-c", commands + " && exec \"$@\"", "sh")),
                Tool.TIDEMARK.command(List.of(), words)));
    }

    private static List<String> nobody() {
        return root() ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") : List.of();
    }

    /** Tidemark as it is installed, where nobody else's folder is in the way. */
    private String copied(String name) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path target = Files.createDirectories(folder.resolve(name).resolve("target"));
        try (Stream<Path> files = Files.walk(Path.of("target"), 1, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        Path script = target.resolveSibling("tidemark");
        Files.copy(Path.of("tidemark"), script, StandardCopyOption.COPY_ATTRIBUTES);
        return script.toString();
    }

    private String programCopied(String name) throws IOException {
        Path program = folder.resolve(name + "-program");
        Files.copy(Path.of(Programs.file(name)), program, StandardCopyOption.COPY_ATTRIBUTES);
        return program.toString();
    }
}
