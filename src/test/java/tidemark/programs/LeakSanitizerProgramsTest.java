package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that are written for LeakSanitizer, which confirms what is expected; Memcheck knows nothing of it and shows what they would leak without. */
final class LeakSanitizerProgramsTest {
    private static List<Amount> definitelyLost(Run run) {
        return run.report().records().stream()
                .filter(record -> record.kind() == Kind.DEFINITELY_LOST)
                .map(LossRecord::direct)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ignored-blocks", "root-regions", "default-suppressions"})
    void leaksAreLeakSanitizers(String program) {
        Run lsan = LeakSanitizer.run(program);
        assertThat(lsan.exitCode()).as(lsan::toString).isEqualTo(23);
        assertThat(definitelyLost(Tool.TIDEMARK.run(program)))
                .containsExactlyInAnyOrderElementsOf(LeakSanitizer.leaks(lsan))
                .isNotEmpty();
        assertThat(definitelyLost(Tool.VALGRIND.run(program)))
                .hasSizeGreaterThan(definitelyLost(Tool.TIDEMARK.run(program)).size() - 1);
    }

    @Test
    void ignoredBlocksHoldWhatTheyPointAt() {
        Run run = Tool.TIDEMARK.run("ignored-blocks");
        assertThat(run.report().facts())
                .containsExactlyInAnyOrder(
                        "definitely lost 601 in 1: leak < main",
                        "still reachable 603 in 1: disabled < main",
                        "still reachable 605 in 1: ignored < main",
                        "definitely lost 607 in 1: leak < nested < main",
                        "definitely lost 608 in 1: leak < thread",
                        "definitely lost 610 in 1: resized < main",
                        "definitely lost 611 in 1: leak < again < main");
        assertThat(run.stderr()).contains("ignored: 2,711 bytes in 5 blocks");
        assertThat(definitelyLost(Tool.VALGRIND.run("ignored-blocks")))
                .contains(new Amount(602, 1), new Amount(604, 1), new Amount(606, 1));
    }

    @Test
    void registeredRegionHoldsWhatItPointsAt() {
        assertThat(Tool.TIDEMARK.run("root-regions").report().facts())
                .containsExactlyInAnyOrder(
                        "definitely lost 622 in 1: registered < main",
                        "still reachable 623 in 1: registered < main",
                        "definitely lost 624 (+625) in 1: unregistered < main",
                        "indirectly lost 625 in 1: unregistered < main");
        assertThat(Tool.VALGRIND.run("root-regions").report().facts())
                .contains("indirectly lost 623 in 1: registered < main");
    }

    /** A record's number and the records that it counts are left out: Memcheck's first check has none to count from. Since 3.21 it calls records new. */
    private static List<String> sentencesOfChecks(Run run) {
        Pattern wanted =
                Pattern.compile("==\\d+== +(.*(?: are .* lost(?= in (?:new )?loss record)|lost: .*|reachable: .*)).*");
        return run.stderr()
                .lines()
                .map(wanted::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(line -> line.group(1))
                .toList();
    }

    @Test
    void checksWhileTheProgramRunsShowWhatIsNewInMemchecksWords() {
        Run tidemark = Tool.TIDEMARK.run("checks-while-running");
        Run memcheck = Tool.VALGRIND.run("checks-while-running");
        assertThat(sentencesOfChecks(tidemark))
                .as(tidemark::toString)
                .containsSubsequence(
                        "631 (+631) bytes in 1 (+1) blocks are definitely lost",
                        "definitely lost: 631 (+631) bytes in 1 (+1) blocks",
                        "1,262 (+631) bytes in 2 (+1) blocks are definitely lost",
                        "definitely lost: 1,894 (+1,263) bytes in 3 (+2) blocks",
                        "definitely lost: 1,894 (+0) bytes in 3 (+0) blocks",
                        "definitely lost: 1,894 bytes in 3 blocks")
                .containsExactlyElementsOf(sentencesOfChecks(memcheck));
    }

    @Test
    void programLearnsWhetherThereAreLeaks() {
        assertThat(Tool.TIDEMARK.run("checks-while-running").stdout())
                .isEqualTo("0\n1\n1\n1\n")
                .isEqualTo(LeakSanitizer.run("checks-while-running").stdout())
                .isEqualTo(Tool.VALGRIND.run("checks-while-running").stdout());
    }

    @Test
    void allThatIsLostIsShownOnRequest() {
        Run run = Tool.TIDEMARK.runWith("--check-shows=all", "checks-while-running");
        assertThat(sentencesOfChecks(run))
                .filteredOn(line -> line.equals("1,262 bytes in 2 blocks are definitely lost"))
                .hasSize(3);
    }

    /** The name and its argument, whether it leaks, and what it ends with: LeakSanitizer's word in each case. */
    @ParameterizedTest
    @CsvSource({"check-now, leak, 23", "check-now, , 0", "default-options, , 7"})
    void endOfTheProgramIsCheckedWhereItAsksForIt(String program, String argument, int exitCode) {
        String[] arguments = argument == null ? new String[0] : new String[] {argument};
        Run lsan = LeakSanitizer.run(program, arguments);
        Run run = Tool.TIDEMARK.run(argument == null ? program : program + " " + argument);

        assertThat(run.exitCode()).as(run::toString).isEqualTo(exitCode).isEqualTo(lsan.exitCode());
        assertThat(run.stdout()).isEqualTo(lsan.stdout());
        assertThat(definitelyLost(run)).containsExactlyElementsOf(LeakSanitizer.leaks(lsan));
    }

    /** In which no check is asked for before the end, and nobody turns it off. */
    @ParameterizedTest
    @CsvSource({"check-now leak, 1283, 2", "default-options, 671, 1", "turned-off, 661, 1"})
    void memcheckShowsAllThatTheyLeak(String words, long bytes, long blocks) {
        assertThat(Tool.VALGRIND.run(words).report().total(Kind.DEFINITELY_LOST))
                .isEqualTo(new Amount(bytes, blocks));
    }

    @Test
    void exitCodeThatTheUserAsksForCounts() {
        assertThat(Tool.TIDEMARK.runWith("--error-exitcode=9", "check-now leak").exitCode())
                .isEqualTo(9);
    }

    @Test
    void programThatTurnsChecksOffIsNotChecked() {
        Run run = Tool.TIDEMARK.runWith("--error-exitcode=9", "turned-off");
        assertThat(run.exitCode()).isZero();
        assertThat(run.stdout())
                .isEqualTo("0\n")
                .isEqualTo(LeakSanitizer.run("turned-off").stdout());
        assertThat(run.stderr())
                .contains("NOT CHECKED: the program wants no leak check")
                .doesNotContain("bytes");
    }

    /** LeakSanitizer's word: before each check. */
    @Test
    void programIsAskedBeforeEachCheckWhetherItWantsIt() {
        Run off = Tool.TIDEMARK.run("turned-off-later");
        assertThat(off.stdout())
                .isEqualTo("1\n0\n")
                .isEqualTo(LeakSanitizer.run("turned-off-later").stdout());
        assertThat(off.stderr()).contains("NOT CHECKED: the program wants no leak check");
        Run again = Tool.TIDEMARK.run("turned-off-later again");
        Run lsan = LeakSanitizer.run("turned-off-later", "again");
        assertThat(again.stdout()).isEqualTo("1\n0\n").isEqualTo(lsan.stdout());
        assertThat(again.report().facts()).contains("definitely lost 664 in 1: leak < main");
        assertThat(lsan.exitCode()).isEqualTo(23);
    }

    /** What its parent said before the fork. Its blocks are its own alone. */
    @Test
    void forkedChildKeepsWhatTheProgramSaid() {
        assertThat(Tool.TIDEMARK.run("root-regions fork").reports())
                .extracting(Report::facts)
                .anySatisfy(facts -> assertThat(facts)
                        .contains(
                                "definitely lost 627 in 1: in_child < main",
                                "still reachable 626 in 1: in_child < main"));
        assertThat(Tool.TIDEMARK.run("default-suppressions fork").reports())
                .hasSize(2)
                .extracting(Report::facts)
                .containsOnly(List.of("definitely lost 652 in 1: leak < main"));
    }

    /** LeakSanitizer ends the program there. Here the next call of __lsan_disable has its effect. */
    @Test
    void enablingWhatIsEnabledDoesNothing() {
        Run lsan = LeakSanitizer.run("ignored-blocks", "unbalanced");
        assertThat(lsan.stderr()).contains("Unmatched call to __lsan_enable");
        assertThat(Tool.TIDEMARK.run("ignored-blocks unbalanced").facts())
                .contains("definitely lost 601 in 1: leak < main", "definitely lost 611 in 1: leak < again < main")
                .noneMatch(fact -> fact.startsWith("definitely lost 602"));
    }

    @Test
    void suppressionsOfTheProgramAreCounted() {
        assertThat(Tool.TIDEMARK.run("default-suppressions").stderr())
                .contains("definitely lost: 652 bytes in 1 blocks", "suppressed: 651 bytes in 1 blocks");
    }

    /** A program that finds other names of sanitizers would take itself for one that was built with them. */
    @Test
    void agentDefinesNoOtherNamesOfSanitizers() {
        Run names = Run.of(List.of(
                "nm",
                "-D",
                "--defined-only",
                Path.of("target", "libtidemark.so").toString()));
        assertThat(names.stdout().lines().map(line -> line.substring(line.lastIndexOf(' ') + 1)))
                .filteredOn(name -> name.startsWith("__") && (name.contains("san_") || name.contains("sanitizer")))
                .containsExactlyInAnyOrder(
                        "__lsan_disable",
                        "__lsan_enable",
                        "__lsan_ignore_object",
                        "__lsan_register_root_region",
                        "__lsan_unregister_root_region",
                        "__lsan_do_leak_check",
                        "__lsan_do_recoverable_leak_check");
    }
}
