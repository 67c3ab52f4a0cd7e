package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One report for a program and all processes that it starts. Its sums are those of Memcheck's reports, of which there is one a process. */
final class MergedReportProgramsTest {
    private static final String MERGE = "--merge-children=yes";
    private static final Pattern ERRORS =
            Pattern.compile("==\\d+== ERROR SUMMARY: (\\d+) errors from (\\d+) contexts.*");
    private static final Pattern COMMON =
            Pattern.compile("\\(in ([0-9]+) processes, first in process [0-9]+: .*/(workers|endings).*\\)");

    @TempDir
    private Path folder;

    private static Run merged(String words, String... options) {
        return run(Tool.TIDEMARK, words, Stream.concat(Stream.of(MERGE), Stream.of(options)));
    }

    private static Run run(Tool tool, String words, Stream<String> options) {
        List<String> command = new ArrayList<>();
        for (String word : words.split(" ", -1)) {
            command.add(command.isEmpty() || word.equals("endings") ? Programs.file(word) : word);
        }
        return tool.run(command, Map.of(), options.toArray(String[]::new));
    }

    /** Errors and blocks of all reports of a run; of the errors those of each last line, so that they are counted once a process. */
    private record Sums(List<Amount> verdicts, Amount inUse, List<Long> use, long errors) {
        static Sums of(Run run) {
            List<Amount> verdicts = new ArrayList<>();
            for (Kind kind : Kind.values()) {
                verdicts.add(
                        run.reports().stream().map(report -> report.total(kind)).reduce(Amount.NOTHING, Amount::plus));
            }
            List<Report.HeapSummary> heaps = run.reports().stream()
                    .map(report -> report.heap().orElseThrow())
                    .toList();
            return new Sums(
                    verdicts,
                    heaps.stream().map(Report.HeapSummary::inUse).reduce(Amount.NOTHING, Amount::plus),
                    List.of(
                            heaps.stream()
                                    .mapToLong(Report.HeapSummary::allocations)
                                    .sum(),
                            heaps.stream().mapToLong(Report.HeapSummary::frees).sum(),
                            heaps.stream()
                                    .mapToLong(Report.HeapSummary::allocatedBytes)
                                    .sum()),
                    run.stderr()
                            .lines()
                            .map(ERRORS::matcher)
                            .filter(Matcher::matches)
                            .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                            .sum());
        }
    }

    /** In how many processes a record occurred, and in which program first; {@code 1 PROGRAM} for one process. */
    private static String occurrence(LossRecord record) {
        String last = record.remarks().getLast();
        Matcher common = COMMON.matcher(last);
        if (common.matches()) {
            return common.group(1) + " " + common.group(2);
        }
        return last.replaceFirst("\\(in process [0-9]+: [^ )]*/([a-z]+).*", "1 $1");
    }

    /** A record of each worker's own is in one process, the one that all have in twenty. Without the option nothing is added up. */
    @Test
    void recordsOfOneCallPathAreOneWithTheNumberOfProcesses() {
        Run run = merged("workers 20");
        Report report = run.report();
        Run each = Tool.TIDEMARK.run("workers 20");

        assertThat(report.facts()).contains("definitely lost 12020 in 20: leak_in_each < work < main");
        assertThat(occurrence(report.recordOf(12020))).isEqualTo("20 workers");
        for (int worker = 0; worker < 20; worker++) {
            assertThat(occurrence(report.recordOf(701 + worker))).isEqualTo("1 workers");
        }
        assertThat(report.records()).hasSize(22);
        assertThat(run.stderr()).contains("== One report for 21 processes\n");
        assertThat(each.reports()).hasSize(21);
        assertThat(each.stderr()).doesNotContain("processes");
        assertThat(Sums.of(run)).isEqualTo(Sums.of(each));
    }

    @Test
    void sumsAreThoseOfMemchecksReports() {
        for (String words : List.of("workers 20", "workers 3 other endings")) {
            Run memcheck = run(Tool.VALGRIND, words, Stream.of());
            Run run = merged(words);
            assertThat(memcheck.reports().size()).as(words).isGreaterThan(2);
            assertThat(run.reports()).hasSize(1);
            assertThat(Sums.of(run)).as(run::toString).isEqualTo(Sums.of(memcheck));
        }
        Sums memcheck = Sums.of(Tool.VALGRIND.run("workers 2 wrong")); // counts a wrong free as a free
        Sums sums = Sums.of(merged("workers 2 wrong"));
        assertThat(sums.errors()).isEqualTo(memcheck.errors()).isEqualTo(7);
        assertThat(sums.verdicts()).isEqualTo(memcheck.verdicts());
    }

    @Test
    void programsThatChildrenBecomeAreInIt() {
        Report report = merged("workers 2 other endings").report();
        assertThat(report.facts())
                .contains(
                        "definitely lost 1563 in 3: leak < main",
                        "definitely lost 1202 in 2: leak_in_each < work < main");
        assertThat(occurrence(report.recordOf(1563))).isEqualTo("3 endings");
    }

    /** With pid and command, and what was live; the others have their verdicts. */
    @Test
    void processesThatAreKilledAreTold() {
        Run run = merged("workers 2 killed");
        assertThat(run.report().facts())
                .contains(
                        "definitely lost 603 in 1: end_by < main",
                        "definitely lost 1202 in 2: leak_in_each < work < main");
        assertThat(run.stderr())
                .containsPattern("== One report for 4 processes; not checked: 1\\R")
                .containsPattern("== Process terminating with default action of signal 15 \\(SIGTERM\\):\\R"
                        + "==\\d+==    process \\d+: .*/workers 2 killed\\R")
                .containsPattern("== NOT CHECKED: the process was killed or crashed, .*:\\R"
                        + "==\\d+==    process \\d+: .*/workers.*; 604 bytes in 1 blocks were live then\\R")
                .containsPattern("== 604 bytes in 1 blocks were live in record 1 of 1\\R"
                        + "(==\\d+==    (at|by) .*\\R)+==\\d+==    \\(in process \\d+: .*/workers");
        assertThat(merged("workers 2 killed", "--error-exitcode=9").exitCode()).isEqualTo(9);
        assertThat(merged("workers 0 killed", "--errors-for-leak-kinds=none", "--error-exitcode=9")
                        .exitCode())
                .isEqualTo(125);
    }

    @Test
    void wrongFreesAreMergedLikeLossRecords() {
        Run run = merged("workers 20 wrong", "--error-exitcode=9");
        assertThat(run.exitCode()).isEqualTo(9);
        assertThat(run.stderr()).containsOnlyOnce("== Invalid free() / delete / delete[] / realloc()\n");
        assertThat(run.stderr())
                .containsOnlyOnce("==    (20 times)\n")
                .containsPattern("==  Address 0x[0-9a-f]+ is on thread 1's stack\\R"
                        + "==\\d+==    \\(in 20 processes, first in process \\d+: .*\\)\\R")
                .containsOnlyOnce("== Process terminating with default action of signal 6 (SIGABRT):\n");
    }

    @Test
    void processesThatOutliveTheProgramAreInItIfWaitedFor() {
        Run run = merged("workers 5 outlive", "--wait-for-children=yes");
        assertThat(run.report().facts())
                .contains(
                        "definitely lost 3005 in 5: leak_in_each < work < main",
                        "definitely lost 602 in 1: leak_in_program < main");
    }

    /** They go on when the command has returned, and cat reads until the last has closed its end. */
    @Test
    void processesThatOutliveTheProgramHaveAReportForAllOfThemOtherwise() {
        String go = folder.resolve("go").toString();
        String script = "mkfifo \"$0\"; { exec 9<>\"$0\"; \"$@\" <\"$0\" 9>&-; exec 9>&-; } 2>&1 | cat >&2";
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, go));
        command.addAll(Tool.TIDEMARK.command(List.of(MERGE), "workers 5 outlive"));
        Run run = Run.of(command);
        assertThat(run.stderr().split("== One report for ", -1))
                .as(run::toString)
                .hasSize(3);
        assertThat(run.stderr()).contains("tidemark: the program has ended; processes that it started still run and");
        assertThat(run.reports())
                .extracting(Report::facts)
                .anySatisfy(facts -> assertThat(facts).contains("definitely lost 602 in 1: leak_in_program < main"));
        assertThat(Sums.of(run)).isEqualTo(Sums.of(Tool.TIDEMARK.run("workers 5")));
    }

    /** Of which the report's lines have the pid; standard error has nothing. */
    @Test
    void thereIsOneLogFileWithTheProgramsPid() throws IOException {
        Run run = merged("workers 3 other endings", "--log-file=" + folder + "/log.%p");
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            String text = Files.readString(all.getFirst());
            String pid = all.getFirst().getFileName().toString().substring("log.".length());
            assertThat(text).startsWith("==" + pid + "== Tidemark").contains("One report for 7 processes");
            assertThat(text.lines()).allMatch(line -> line.startsWith("==" + pid + "=="));
        }
        assertThat(run.stderr()).isEmpty();
    }

    /** Each record is suppressed by one entry, and the entries suppress all. Used is an entry once a process, as by Memcheck. */
    @Test
    void eachRecordHasOneSuppressionThatSuppressesItInAllProcesses() throws IOException {
        Run run = merged("workers 3", "--gen-suppressions=all");
        Path file = Files.writeString(
                folder.resolve("supp"),
                run.stderr().lines().filter(line -> !line.startsWith("==")).reduce("", (a, b) -> a + b + "\n"));
        assertThat(Files.readString(file).split("\\{\n", -1)).hasSize(6);

        Run suppressed = merged("workers 3", "--suppressions=" + file, "-s", "--error-exitcode=9");
        assertThat(suppressed.exitCode()).isZero();
        assertThat(suppressed.stderr())
                .contains("suppressed: 4,511 bytes in 7 blocks\n")
                .contains("ERROR SUMMARY: 0 errors from 0 contexts (suppressed: 7 from 5)\n")
                .containsPattern("used_suppression: +3 .* suppressed: 1,803 bytes in 3 blocks");
    }

    /** What holds a block is told of one process; what a variable holds is added up. */
    @Test
    void holdersAreToldOfOneProcessAndTheHeaviestOfAll() {
        Report report = twice("held").report();
        assertThat(report.recordOf(2002).remarks())
                .hasSize(2)
                .startsWith("held by held: variable (.bss) -> this")
                .last()
                .asString()
                .startsWith("(in 2 processes, first in process ");
        assertThat(report.lines())
                .containsSequence(
                        "   by variable, stack or mapping:",
                        "      11,608 bytes in 102 blocks: held: list (.bss)",
                        "       6,012 bytes in 4 blocks: held: holder (.bss)");
    }

    /** Instances of a module are told where a process had several of it. */
    @Test
    void causesAndInstancesAreAddedUp() {
        Report report = twice("unloaded-variables", Programs.file("module-variables.so"), "fill", "fill_ring")
                .report();
        assertThat(report.recordOf(802).remarks())
                .hasSize(2)
                .startsWith("lost when module-variables.so was unloaded: last held by cache (.bss)");
        assertThat(report.lines())
                .containsSequence(
                        "Of the lost blocks, last held by a module that was unloaded:",
                        "   module-variables.so: 7,300 bytes in 18 blocks");
    }

    /** Runs a program of ours two times. */
    private static Run twice(String program, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "\"$@\"; \"$@\"; true", "sh", Programs.file(program)));
        command.addAll(List.of(arguments));
        return Tool.TIDEMARK.run(command, Map.of(), MERGE, "--top-holders=2");
    }

    @Test
    void nothingIsWrittenQuietlyIfThereIsNothingToShow() {
        assertThat(merged("workers 0 quiet", "-q", "--show-leak-kinds=none").stderr())
                .isEmpty();
    }
}
