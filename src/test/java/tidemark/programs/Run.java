package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command that has run to its end: what it wrote and returned. {@code wallMillis} is for printing; no test asserts a time. */
record Run(List<String> command, String stdout, String stderr, int exitCode, long wallMillis) {
    private static final Pattern REPORT_LINE = Pattern.compile("==(\\d+)==(?: (.*))?");
    /** Far beyond what any of the commands takes; it only turns a hang into a failure. */
    private static final long GIVE_UP_SECONDS = 300;

    static Run of(List<String> command) {
        return of(command, Map.of());
    }

    static Run of(List<String> command, Map<String, String> environment) {
        try {
            Path folder = Files.createTempDirectory(Programs.FOLDER, "run");
            Path stdout = folder.resolve("stdout");
            Path stderr = folder.resolve("stderr");
            long start = System.nanoTime();
            int exitCode = finish(start(command, environment, stdout, stderr));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            Run run = new Run(List.copyOf(command), text(stdout), text(stderr), exitCode, millis);
            Files.delete(stdout);
            Files.delete(stderr);
            Files.delete(folder);
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process start(List<String> command, Map<String, String> environment, Path stdout, Path stderr)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static int finish(Process process) {
        try {
            if (!process.waitFor(GIVE_UP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + GIVE_UP_SECONDS + " s: " + process.info());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    /** What the program itself wrote to stderr. */
    String ownStderr() {
        return stderr.lines()
                .filter(line -> !REPORT_LINE.matcher(line).matches())
                .map(line -> line + "\n")
                .reduce("", String::concat);
    }

    /** A report for each process and each program that a process became by exec, in order of their first lines. */
    List<Report> reports() {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        Map<String, Integer> heads = new LinkedHashMap<>();
        for (String line : stderr.lines().toList()) {
            Matcher matcher = REPORT_LINE.matcher(line);
            if (matcher.matches()) {
                String pid = matcher.group(1);
                String text = matcher.group(2) == null ? "" : matcher.group(2);
                int head = heads.merge(pid, text.startsWith(Report.COMMAND) ? 1 : 0, Integer::sum);
                lines.computeIfAbsent(pid + "/" + head, key -> new ArrayList<>())
                        .add(text);
            }
        }
        return lines.values().stream()
                .map(Report::parse)
                .filter(report -> report.heap().isPresent())
                .toList();
    }

    /** The report of a command that is one process. */
    Report report() {
        List<Report> reports = reports();
        assertThat(reports).as(this::toString).hasSize(1);
        return reports.getFirst();
    }

    List<String> facts() {
        return facts(Integer.MAX_VALUE);
    }

    /** {@link Report#facts} of the only process; the leak summary has to be the sum of the records. */
    List<String> facts(int functions) {
        Report report = report();
        for (Kind kind : Kind.values()) {
            assertThat(report.total(kind)).as("%s in %s", kind, this).isEqualTo(report.sumOfRecords(kind));
        }
        return report.facts(functions);
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\nexit code " + exitCode + "\nstdout:\n" + stdout + "stderr:\n" + stderr;
    }
}
