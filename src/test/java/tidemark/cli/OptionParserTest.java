package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidemark.reachability.Heuristic;
import tidemark.reachability.Verdict;
import tidemark.report.ErrorStyle;
import tidemark.report.HolderStyle;
import tidemark.report.ReportStyle;
import tidemark.report.Shown;
import tidemark.report.SourceStyle;
import tidemark.symbolise.debugfile.Progress;

final class OptionParserTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("TEST_NAME", "t1");

    /** @param line words with blanks between them */
    private static Invocation parse(String line) throws UsageException {
        return OptionParser.parse(line.isEmpty() ? new String[0] : line.split(" ", -1), ENVIRONMENT);
    }

    private static Options run(String line) throws UsageException {
        return ((Invocation.Run) parse(line)).options();
    }

    private static Set<Verdict> verdicts(String initials) {
        EnumSet<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            if (initials.contains(verdict.name().substring(0, 1))) {
                verdicts.add(verdict);
            }
        }
        return verdicts;
    }

    @Test
    void withoutOptionsTheCheckIsFullAndChildrenAreReported() throws UsageException {
        Options options = run("php -r -v");

        assertThat(options.style())
                .isEqualTo(new ReportStyle(
                        ReportStyle.Check.FULL,
                        ReportStyle.Detail.NORMAL,
                        Set.of(Verdict.DEFINITELY_LOST, Verdict.POSSIBLY_LOST),
                        Set.of(Verdict.DEFINITELY_LOST, Verdict.POSSIBLY_LOST),
                        24,
                        500,
                        ReportStyle.BelowMain.HIDDEN,
                        ReportStyle.GenerateSuppressions.NO,
                        ReportStyle.ErrorList.NO,
                        ReportStyle.MismatchedFrees.SHOWN,
                        ErrorStyle.STANDARD,
                        0,
                        SourceStyle.STANDARD,
                        HolderStyle.STANDARD));
        assertThat(options.heuristics()).isEqualTo(Heuristic.ALL);
        assertThat(options.errorExitCode()).isZero();
        assertThat(options.logFile()).isEmpty();
        assertThat(options.following().children()).isEqualTo(Options.Children.REPORTED);
        assertThat(options.modules()).isEqualTo(Options.Modules.UNLOADED);
        assertThat(options.command()).containsExactly("php", "-r", "-v");
        assertThat(options.withoutEffect()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--leak-check=no, NONE",
        "--leak-check=summary, SUMMARY",
        "--leak-check=yes, FULL",
        "--leak-check=no --leak-check=full, FULL"
    })
    void leakCheckTellsHowMuchIsReported(String line, ReportStyle.Check check) throws UsageException {
        assertThat(run(line + " a").style().check()).isEqualTo(check);
    }

    @ParameterizedTest
    @CsvSource({
        "--show-leak-kinds=definite, D",
        "'--show-leak-kinds=reachable,indirect', SI",
        "--show-leak-kinds=all, DIPS",
        "--show-leak-kinds=none, ''",
        "--show-reachable=yes, DIPS",
        "--show-reachable=no, DP",
        "--show-possibly-lost=no, D",
        "--show-reachable=yes --show-possibly-lost=no, DIS",
        "--show-possibly-lost=no --show-leak-kinds=possible, P"
    })
    void showOptionsChooseKinds(String line, String initials) throws UsageException {
        assertThat(run(line + " a").style().shown()).isEqualTo(verdicts(initials));
        assertThat(run(line + " a").style().errors()).isEqualTo(verdicts("DP"));
    }

    @Test
    void librariesOwnBlocksAreShownToWhoAsksForMuch() throws UsageException {
        assertThat(run("-v --show-reachable=yes a").style().shown()).isEqualTo(Set.of(Verdict.values()));
        assertThat(run("-v a").style().shown()).isEqualTo(verdicts("DP"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', C CXX",
        "--run-libc-freeres=no, CXX",
        "--run-cxx-freeres=no, C",
        "--run-cxx-freeres=no --run-cxx-freeres=yes, C CXX"
    })
    void librariesAreToldApartUnlessTheUserSaysOtherwise(String line, String libraries) throws UsageException {
        assertThat(run((line + " a").strip()).toldApart().stream()
                        .map(Enum::name)
                        .sorted()
                        .toList())
                .containsExactly(libraries.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"'', NEW", "--check-shows=new, NEW", "--check-shows=changed, CHANGED", "--check-shows=all, ALL"})
    void checkShowsChoosesWhatIsShownWhileTheProgramRuns(String line, Shown shown) throws UsageException {
        assertThat(run((line + " a").strip()).checkShows()).isEqualTo(shown);
    }

    @Test
    void heuristicsAreListed() throws UsageException {
        assertThat(run("--leak-check-heuristics=none a").heuristics()).isEmpty();
        assertThat(run("--leak-check-heuristics=all a").heuristics()).isEqualTo(Heuristic.ALL);
        assertThat(run("--leak-check-heuristics=newarray,stdstring a").heuristics())
                .containsExactlyInAnyOrder(Heuristic.NEW_ARRAY, Heuristic.STD_STRING);
    }

    @Test
    void eachOtherOptionIsTaken() throws UsageException {
        Options options = run("--errors-for-leak-kinds=definite --num-callers=500 --show-below-main=yes -v"
                + " --leak-resolution=low --suppressions=one --gen-suppressions=all --suppressions=two"
                + " --show-error-list=all"
                + " --error-exitcode=99 --log-file=x.%p --trace-children=no --keep-modules=yes --tool=memcheck"
                + " --snapshot=s.txt -- -strange");

        assertThat(options.style())
                .isEqualTo(new ReportStyle(
                        ReportStyle.Check.FULL,
                        ReportStyle.Detail.VERBOSE,
                        verdicts("DP"),
                        verdicts("D"),
                        500,
                        2,
                        ReportStyle.BelowMain.SHOWN,
                        ReportStyle.GenerateSuppressions.ALL,
                        ReportStyle.ErrorList.ALL,
                        ReportStyle.MismatchedFrees.SHOWN,
                        ErrorStyle.STANDARD,
                        0,
                        SourceStyle.STANDARD,
                        HolderStyle.STANDARD));
        assertThat(options.suppressionFiles()).containsExactly("one", "two");
        assertThat(options.errorExitCode()).isEqualTo(99);
        assertThat(options.logFile().map(name -> name.of(7, 1))).contains("x.7");
        assertThat(options.following().children()).isEqualTo(Options.Children.IGNORED);
        assertThat(options.modules()).isEqualTo(Options.Modules.KEPT);
        assertThat(options.snapshotFile()).isEqualTo(Optional.of("s.txt"));
        assertThat(options.command()).containsExactly("-strange");
    }

    /** What PHP's run-tests.php, CTest and Meson pass; see their sources. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-q --tool=memcheck --trace-children=yes --smc-check=all"
                        + " --vex-iropt-register-updates=allregs-at-mem-access --log-file=/tmp/x.mem php",
                "-q --tool=memcheck --leak-check=yes --show-reachable=yes --num-callers=50 a",
                "--error-exitcode=1 a",
                "--track-origins=yes --undef-value-errors=no --run-libc-freeres=no --keep-debuginfo=yes"
                        + " --read-var-info=yes --redzone-size=64 --malloc-fill=1 --child-silent-after-fork=yes"
                        + " --time-stamp=no --xml=no --gen-suppressions=no -s a"
            })
    void scriptsForMemcheckWork(String line) throws UsageException {
        assertThat(run(line).command()).hasSize(1);
    }

    @Test
    void toolsNameCanStandBeforeAnOption() throws UsageException {
        assertThat(run("--memcheck:num-callers=7 a").style().callers()).isEqualTo(7);
        assertThat(run("--massif:time-unit=B a").withoutEffect())
                .containsExactly("--massif:time-unit=B: it is for another tool");
    }

    @Test
    void laterPlaceOfTheReportCounts() throws UsageException {
        assertThat(run("--log-file=x --log-fd=2 a").logFile()).isEmpty();
        assertThat(run("--log-fd=2 --log-file=x a").logFile()).isPresent();
    }

    @Test
    void serversAreAskedUnlessTheUserSaysOtherwise() throws UsageException {
        Map<String, String> environment = Map.of("DEBUGINFOD_URLS", "http://localhost:1");
        assertThat(run("a").naming().servers()).isEqualTo(NamingOptions.Servers.ASKED);
        assertThat(run("--enable-debuginfod=no a").naming().download(environment, Progress.silent()))
                .isEmpty();
        assertThat(run("a").naming().download(environment, Progress.silent())).isPresent();
    }

    @Test
    void optionsWithoutEffectGiveTheirReason() throws UsageException {
        assertThat(run("--track-origins=yes a").withoutEffect())
                .containsExactly("--track-origins=yes: only leaks are looked for, not wrong memory accesses");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--leak-chek=full a | --leak-chek=full: unknown option; the nearest is --leak-check (tidemark --help tells all)",
                "--verbos a | --verbos: unknown option; the nearest is --verbose (tidemark --help tells all)",
                "--leak-check a | --leak-check: needs a value, as in --leak-check=VALUE",
                "--quiet=yes a | --quiet=yes: takes no value",
                "--check-shows=old a | --check-shows=old: the value must be new, changed or all",
                "--leak-check=some a | --leak-check=some: the value must be no, summary, full or yes",
                "--show-reachable=1 a | --show-reachable=1: the value must be yes or no",
                "--num-callers=501 a | --num-callers=501: the value must be a number from 1 to 500",
                "--num-callers=0 a | --num-callers=0: the value must be a number from 1 to 500",
                "--num-callers= a | --num-callers=: the value must be a number from 1 to 500",
                "--error-exitcode=99999999999 a | --error-exitcode=99999999999: the value must be a number from 0 to 255",
                "--show-leak-kinds=definite,lost a | --show-leak-kinds=definite,lost: 'lost' is none of definite, indirect, possible, reachable, all, none",
                "--tool=massif a | --tool=massif: Tidemark does what Memcheck's leak check does and has no other tool; use valgrind --tool=massif",
                "--xml=yes a | --xml=yes: XML output is not built yet",
                "--gen-suppressions=some a | --gen-suppressions=some: the value must be no, yes or all",
                "--show-error-list=some a | --show-error-list=some: the value must be no, yes or all",
                "--leak-check-heuristics=string a | --leak-check-heuristics=string: 'string' is none of stdstring, length64, newarray, multipleinheritance, tsearch; or all or none alone",
                "--leak-check-heuristics=all,newarray a | --leak-check-heuristics=all,newarray: 'all' is none of stdstring, length64, newarray, multipleinheritance, tsearch; or all or none alone",
                "--leak-resolution=5 a | --leak-resolution=5: the value must be low, med or high",
                "--log-fd=x a | --log-fd=x: the value must be a number from 0 to 999999999",
                "--log-socket=h:1 a | --log-socket=h:1: writing to a socket is not built yet; use --log-file=FILE",
                "--error-markers=x a | --error-markers=x: the value must be BEGIN,END",
                "--log-file=x%y a | --log-file=x%y: 'p', 'n', 'q' or '%' must follow a '%'",
                "--log-file=x% a | --log-file=x%: 'p', 'n', 'q' or '%' must follow a '%'",
                "--log-file=%q{NOPE} a | --log-file=%q{NOPE}: the environment variable NOPE is not set",
                "--log-file=%qNOPE a | --log-file=%qNOPE: write %q{NAME} with braces",
                "--log-file= a | --log-file=: the file needs a name",
                "--clear-blocks=some a | --clear-blocks=some: the value must be all, no or a number of bytes from 0 to 999999999",
                "--freelist-vol=1e6 a | --freelist-vol=1e6: the value must be a number from 0 to 999999999",
                "-q | no program given: tidemark [options] program [arguments]; tidemark --help tells the options"
            })
    void unusableOptionsGetOneLine(String line, String message) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(UsageException.class)
                .hasMessage(message)
                .extracting(e -> ((UsageException) e).exitCode())
                .isEqualTo(1);
    }

    @Test
    void logFileNamesAreExpanded() throws UsageException {
        LogFileName name = LogFileName.parse("%%-%q{TEST_NAME}-%p.%p.%n", ENVIRONMENT);

        assertThat(name.onePerProcess()).isTrue();
        assertThat(name.of(42, 3)).isEqualTo("%-t1-42.42.3");
        assertThat(LogFileName.parse("plain", ENVIRONMENT).onePerProcess()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "--freed-paths=3, TIDEMARK_FREED_PATHS=3",
        "--clear-blocks=512, TIDEMARK_CLEAR_BLOCKS=512",
        "--clear-blocks=no, TIDEMARK_CLEAR_BLOCKS=no",
        "--freelist-vol, TIDEMARK_FREELIST_VOL=20000000",
        "--freelist-vol=7, TIDEMARK_FREELIST_VOL=7",
        "--exact=yes, TIDEMARK_CLEAR_BLOCKS=all TIDEMARK_FREELIST_VOL=20000000",
        "--exact=yes --freelist-vol=5, TIDEMARK_CLEAR_BLOCKS=all TIDEMARK_FREELIST_VOL=5",
        "--exact=yes --exact=no, ''",
        "-q, ''"
    })
    void agentIsToldWhatToDoWithBlocks(String line, String assignments) throws UsageException {
        assertThat(String.join(" ", run(line + " prog").heap().assignments())).isEqualTo(assignments);
    }

    @Test
    void helpAndVersionWinOverWhatFollows() throws UsageException {
        assertThat(parse("--tool=memcheck --version")).isEqualTo(new Invocation.Show("tidemark-0.1.0\n"));
        assertThat(parse("-h --nonsense")).isEqualTo(new Invocation.Show(Help.text()));
    }

    @ParameterizedTest
    @EnumSource(value = Option.class, mode = EnumSource.Mode.EXCLUDE, names = "SNAPSHOT")
    void helpTellsEveryOption(Option option) {
        assertThat(Help.text()).contains(option.flag ? option.name : option.name + "=");
    }

    @Test
    void helpFitsAnOrdinaryTerminal() {
        assertThat(Help.text().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(List.of(Help.text().split("\n", -1))).hasSizeLessThan(140);
    }

    @Test
    void agentIsToldWhichChildrenToSkipAndWhenToCheck() throws UsageException {
        Following following = run("--trace-children-skip=*/a,b --trace-children-skip-by-arg=c"
                        + " --check-at-exec=yes --wait-for-children=yes prog")
                .following();
        assertThat(following.after()).isEqualTo(Following.AfterTheTarget.WAIT);
        assertThat(following.assignments())
                .containsExactly(
                        "TIDEMARK_SKIP=*/a,b",
                        "TIDEMARK_SKIP_BY_ARGUMENT=c",
                        "TIDEMARK_CHECK_AT_EXEC=1",
                        "TIDEMARK_TARGET=1");
        assertThat(run("prog").following().assignments()).isEmpty();
    }

    /** The agent has room for 4,000 bytes of them. */
    @Test
    void patternsThatTheAgentHasNoRoomForAreRefused() {
        assertThatThrownBy(() -> run("--trace-children-skip=" + "é".repeat(2001) + " prog"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("longer than 4000 bytes");
    }
}
