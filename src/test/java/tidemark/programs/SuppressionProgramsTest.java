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
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same suppressions suppress the same under both tools, and what one generates the other understands. */
final class SuppressionProgramsTest {
    private static final List<String> PHP = List.of("php", "-r", "echo \"Hello World\\n\";");
    private static final String TIDEMARK = Path.of("tidemark").toAbsolutePath().toString();
    private static final Pattern SUPPRESSED = Pattern.compile(" suppressed: ([0-9,]+) bytes in ([0-9,]+) blocks");
    private static final Pattern USED = Pattern.compile("--\\d+-- used_suppression: +(.*)");

    @TempDir
    private Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    /** @param lines with slashes between them */
    private static String entry(String name, String lines) {
        return "{\n   " + name + "\n   Memcheck:Leak\n   " + lines.replace(" / ", "\n   ") + "\n}\n";
    }

    private static Amount suppressed(Run run) {
        return run.report().lines().stream()
                .map(SUPPRESSED::matcher)
                .filter(Matcher::find)
                .map(found -> new Amount(number(found.group(1)), number(found.group(2))))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no summary in " + run));
    }

    private static long number(String text) {
        return Long.parseLong(text.replace(",", ""));
    }

    /** {@code COUNT NAME FILE:LINE suppressed: ...}, without the folder. */
    private List<String> used(Run run) {
        return run.stderr()
                .lines()
                .map(USED::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1).replace(folder + "/", ""))
                .toList();
    }

    /** Of what the program itself leaks: each C++ program has a block of libstdc++'s besides. */
    private static List<Long> sizes(Run run) {
        return run.report().records().stream()
                .filter(LossRecord::ownProgram)
                .map(LossRecord::directBytes)
                .sorted()
                .toList();
    }

    /** Each entry is meant for blocks of one size; those of the second half suppress nothing, for the reason in their names. */
    private static final String ENTRIES = entry("plain", "fun:malloc / fun:plain / fun:main")
            + entry("star", "fun:*alloc / fun:by_c*c / ...")
            + entry("question marks", "fun:m????c / fun:inner / fun:ou?er")
            + entry("dots", "fun:malloc / ... / fun:again / fun:main / fun:(below main)")
            + entry("parent", "match-leak-kinds: definite / fun:malloc / fun:parent")
            + entry("middle", "match-leak-kinds: possible,reachable / fun:malloc / obj:*/sites / fun:main")
            + entry("mangled", "fun:malloc / fun:_ZN6garden5waterEi")
            + entry("mangled template", "fun:_Znwm / fun:_ZN6garden5plantI*EEvv")
            + entry("mangled constructor", "fun:_Znam / ... / fun:_ZN6garden4ShedC?Ev / fun:main")
            + entry("demangled", "fun:malloc / fun:garden::water(char const*)")
            + entry("demangled star", "fun:malloc / fun:*::water*")
            + entry("prefix", "fun:malloc / fun:plain_tw / fun:main")
            + entry("not from the allocation on", "fun:plain_two / fun:main")
            + entry("gap", "fun:malloc / fun:inner / fun:main")
            + entry("past the end", "fun:malloc / fun:plain_two / fun:main / fun:main")
            + entry("other object", "fun:malloc / obj:/nowhere/sites");

    @UnderBothTools
    void entriesSuppressWhatTheyMean(Tool tool) throws IOException {
        Path file = file("it.supp", ENTRIES);
        Run run = tool.runWith(List.of("-s", "--suppressions=" + file), "sites");
        assertThat(sizes(run)).as(run::toString).containsExactly(802L, 804L, 807L, 812L);
        assertThat(suppressed(run)).isEqualTo(new Amount(8892, 11));
        assertThat(used(run))
                .containsExactlyInAnyOrder(
                        "1 plain it.supp:2 suppressed: 801 bytes in 1 blocks",
                        "1 star it.supp:9 suppressed: 803 bytes in 1 blocks",
                        "1 question marks it.supp:16 suppressed: 804 bytes in 1 blocks",
                        "1 dots it.supp:23 suppressed: 805 bytes in 1 blocks",
                        "1 parent it.supp:32 suppressed: 1,613 bytes in 1 blocks",
                        "2 middle it.supp:39 suppressed: 1,617 bytes in 2 blocks",
                        "1 mangled it.supp:47 suppressed: 811 bytes in 1 blocks",
                        "2 mangled template it.supp:53 suppressed: 1,629 bytes in 2 blocks",
                        "1 mangled constructor it.supp:59 suppressed: 816 bytes in 1 blocks");
    }

    /** The child of a suppressed block stays what it is: indirectly lost. */
    @UnderBothTools
    void verdictsComeBeforeSuppressions(Tool tool) throws IOException {
        Path file = file("it.supp", ENTRIES);
        Report report = tool.runWith("--suppressions=" + file, "sites").report();
        assertThat(report.total(Kind.INDIRECTLY_LOST)).isEqualTo(new Amount(807, 1));
        assertThat(report.total(Kind.DEFINITELY_LOST)).isEqualTo(new Amount(2418, 3));
        assertThat(report.lines())
                .contains("ERROR SUMMARY: 3 errors from 3 contexts (suppressed: 10 from 10)")
                .contains("For lists of detected and suppressed errors, rerun with: -s");
    }

    @UnderBothTools
    void sumsAreWithoutWhatIsSuppressed(Tool tool) throws IOException {
        Path file = file("it.supp", ENTRIES);
        Run run = tool.runWith(List.of("--leak-check=summary", "--suppressions=" + file), "sites");
        assertThat(suppressed(run)).isEqualTo(new Amount(8892, 11));
        assertThat(run.report().total(Kind.DEFINITELY_LOST)).isEqualTo(new Amount(2418, 3));
        assertThat(run.report().lines()).contains("ERROR SUMMARY: 0 errors from 0 contexts (suppressed: 0 from 0)");
    }

    @UnderBothTools
    void severalFilesAreRead(Tool tool) throws IOException {
        Path one = file("one.supp", entry("one", "... / fun:plain"));
        Path two = file("two.supp", "# two\n" + entry("two", "... / fun:plain_two / ..."));
        Run run = tool.runWith(List.of("-v", "--suppressions=" + one, "--suppressions=" + two), "sites");
        assertThat(used(run))
                .containsExactlyInAnyOrder(
                        "1 one one.supp:2 suppressed: 801 bytes in 1 blocks",
                        "1 two two.supp:3 suppressed: 802 bytes in 1 blocks");
    }

    @UnderBothTools
    void lastThatWasReadCounts(Tool tool) throws IOException {
        Path file = file("it.supp", entry("first", "... / fun:plain") + entry("last", "fun:malloc / fun:plain"));
        Run run = tool.runWith(List.of("-s", "--suppressions=" + file), "sites");
        assertThat(used(run)).containsExactly("1 last it.supp:8 suppressed: 801 bytes in 1 blocks");
    }

    @UnderBothTools
    void suppressedErrorsAreNone(Tool tool) throws IOException {
        Path file = file("it.supp", entry("all", "... / fun:main"));
        Run run = tool.runWith(List.of("--error-exitcode=9", "--suppressions=" + file), "sites");
        assertThat(run.exitCode()).as(run::toString).isZero();
        assertThat(tool.runWith("--error-exitcode=9", "sites").exitCode()).isEqualTo(9);
    }

    @UnderBothTools
    void errorsAreOfTheKindsAskedFor(Tool tool) throws IOException {
        Path file = file("it.supp", entry("some", "fun:malloc / ... / fun:main"));
        Run run =
                tool.runWith(List.of("--errors-for-leak-kinds=reachable,definite", "--suppressions=" + file), "sites");
        assertThat(run.report().lines())
                .as(run::toString)
                .contains("ERROR SUMMARY: 5 errors from 5 contexts (suppressed: 9 from 9)");
    }

    /** Valgrind's own files: of the blocks of this program they suppress none. */
    @UnderBothTools
    void filesOfTheDistributionWork(Tool tool) {
        Run run = tool.runWith(
                List.of(
                        "--default-suppressions=no",
                        "--suppressions=/usr/libexec/valgrind/default.supp",
                        "--suppressions=/usr/lib/valgrind/debian.supp"),
                "sites");
        assertThat(suppressed(run)).isEqualTo(new Amount(0, 0));
        assertThat(sizes(run)).as(run::toString).hasSize(15);
        assertThat(used(run)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"low, 1, 5", "med, 4, 2", "high, 5, 1"})
    void resolutionTellsHowManyFramesAreCompared(String resolution, int records, int most) {
        for (Tool tool : Tool.chosen().toList()) {
            Run run = tool.runWith("--leak-resolution=" + resolution, "resolution");
            assertThat(run.report().records()).as(run::toString).hasSize(records);
            assertThat(run.report().records())
                    .extracting(LossRecord::blocks)
                    .contains((long) most)
                    .allMatch(blocks -> blocks <= most);
        }
    }

    private static List<Long> leftWithLines(Tool tool, String... options) {
        List<String> all = new ArrayList<>(List.of("--read-inline-info=yes"));
        all.addAll(List.of(options));
        return tool.runWith(all, "inlined-with-lines").report().records(Kind.DEFINITELY_LOST).stream()
                .map(LossRecord::directBytes)
                .sorted()
                .toList();
    }

    @UnderBothTools
    void sourceFilesAndLinesAreCompared(Tool tool) throws IOException {
        assertThat(leftWithLines(tool)).containsExactly(822L, 823L, 824L, 825L, 826L);
        assertThat(leftWithLines(tool, entry("fun:malloc\nsrc:inlined-with-lines.cc:18")))
                .containsExactly(822L, 823L, 824L, 825L);
        assertThat(leftWithLines(tool, entry("fun:malloc\nsrc:inlined-with-lines.cc")))
                .isEmpty();
    }

    /** Memcheck compares the lines of the innermost call for all that are inlined at an address. */
    @Test
    void linesOfInlinedCallsAreCompared() throws IOException {
        for (String lines : List.of("...\nsrc:*-lines.cc:21\nfun:main", "fun:malloc\nfun:inner\nsrc:*:19")) {
            assertThat(leftWithLines(Tool.TIDEMARK, entry(lines))).as(lines).containsExactly(822L, 823L, 824L, 825L);
        }
    }

    private String entry(String locations) throws IOException {
        return "--suppressions=" + file("it.supp", "{\nit\nMemcheck:Leak\n" + locations + "\n}\n");
    }

    @Test
    void generatedSuppressionsWithInlinedCallsSuppressUnderEitherTool() throws IOException {
        for (Tool generator : Tool.chosen().toList()) {
            Run made = generator.runWith(
                    List.of("--read-inline-info=yes", "--gen-suppressions=all"), "inlined-with-lines");
            Path file = file(generator + ".supp", generated(made));
            for (Tool tool : Tool.chosen().toList()) {
                assertThat(leftWithLines(tool, "--suppressions=" + file))
                        .as("made by %s, used by %s: %s", generator, tool, made)
                        .isEmpty();
            }
        }
    }

    /** What was written without them goes on to suppress. */
    @Test
    void inlinedCallsMayBeLeftOut() throws IOException {
        Run made =
                Tool.TIDEMARK.runWith(List.of("--read-inline-info=no", "--gen-suppressions=all"), "inlined-with-lines");
        Path file = file("without.supp", generated(made));
        assertThat(Files.readString(file)).doesNotContain("fun:inner");
        assertThat(leftWithLines(Tool.TIDEMARK, "--suppressions=" + file)).isEmpty();
    }

    // ---- Generated suppressions ----

    /** The entries that a tool wrote. */
    static String generated(Run run) {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : run.stderr().lines().toList()) {
            inside |= line.equals("{");
            if (inside) {
                lines.add(line);
            }
            inside &= !line.equals("}");
        }
        assertThat(lines).as(run::toString).isNotEmpty();
        return String.join("\n", lines) + "\n";
    }

    /** Valgrind names functions of unloaded modules because it runs with --keep-debuginfo=yes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sites",
                "malloc-family",
                "operators",
                "indirectly-lost-tree",
                "many-threads",
                "address-reuse module-one.so module-two.so"
            })
    void generatedSuppressionsSuppressEverythingUnderEitherTool(String words) throws IOException {
        for (Tool generator : Tool.chosen().toList()) {
            for (Tool tool : Tool.chosen().toList()) {
                assertSuppressesAll(generator, tool, words);
            }
        }
    }

    /** Valgrind has no name for __do_global_dtors_aux, and writes the module instead. */
    @Test
    void moduleStandsForAFunctionThatMemcheckCannotName() throws IOException {
        assertSuppressesAll(Tool.VALGRIND, Tool.TIDEMARK, "static-destructor module-static.so");
        assertSuppressesAll(Tool.TIDEMARK, Tool.TIDEMARK, "static-destructor module-static.so");
    }

    private void assertSuppressesAll(Tool generator, Tool tool, String words) throws IOException {
        Run made = generator.runWith("--gen-suppressions=all", words);
        assertThat(own(made)).as(made::toString).isNotEmpty();
        Path file = file(generator + ".supp", generated(made));
        Run run = tool.runWith("--suppressions=" + file, words);
        assertThat(own(run)).as("made by %s: %s\n%s", generator, run, made).isEmpty();
    }

    private static List<LossRecord> own(Run run) {
        return run.report().records().stream().filter(LossRecord::ownProgram).toList();
    }

    @Test
    void generatedSuppressionsAreTheSameLineForLine() {
        Run valgrind = Tool.VALGRIND.runWith("--gen-suppressions=all", "sites");
        Run tidemark = Tool.TIDEMARK.runWith("--gen-suppressions=all", "sites");
        assertThat(ofMain(tidemark)).hasSize(15).isEqualTo(ofMain(valgrind));
    }

    /** Without that of libstdc++'s own block, before main, where Valgrind does not know all functions. */
    private static List<String> ofMain(Run run) {
        return Stream.of(generated(run).split("(?<=\n}\n)", -1))
                .filter(entry -> entry.contains("fun:main\n"))
                .toList();
    }

    @Test
    void generatedSuppressionsOfPhpSuppressItsLossesUnderEitherTool() throws IOException {
        for (Tool generator : Tool.values()) {
            Run made = run(generator, List.of("--gen-suppressions=all"), PHP);
            Path file = file(generator + ".supp", generated(made));
            for (Tool tool : Tool.values()) {
                Run run = run(tool, List.of("--suppressions=" + file), PHP);
                assertThat(run.report().total(Kind.DEFINITELY_LOST))
                        .as("made by %s: %s", generator, run)
                        .isEqualTo(Amount.NOTHING);
                assertThat(suppressed(run).bytes()).isGreaterThan(4728);
            }
        }
    }

    private static Run run(Tool tool, List<String> options, List<String> command) {
        return tool.run(Stream.concat(options.stream(), command.stream()).toList(), Map.of());
    }

    @Test
    void userIsAskedOnTheTerminal() {
        String steps = "text:/c] ---- ,key:121,key:10,text:/c] ---- ,key:120,key:10,text:/c] ---- ,key:10,"
                + "text:/c] ---- ,key:99,key:10";
        Run run = Run.of(List.of(
                "python3",
                "programs/launcher/terminal.py",
                steps,
                TIDEMARK,
                "--gen-suppressions=yes",
                Programs.file("sites")));
        assertThat(run.stdout())
                .contains("match-leak-kinds: definite\n   fun:malloc\n   fun:plain\n   fun:main\n}\n")
                .contains("status 0\n")
                .doesNotContain("fun:plain_two");
        assertThat(run.stdout().split("Print suppression", -1)).hasSize(5);
    }

    @Test
    void whoCannotBeAskedGetsAll() {
        String all = Tool.TIDEMARK.runWith("--gen-suppressions=all", "sites").stderr();
        String yes = Tool.TIDEMARK.runWith("--gen-suppressions=yes", "sites").stderr();
        assertThat(entries(yes)).isPositive().isEqualTo(entries(all));
    }

    private static long entries(String text) {
        return text.lines().filter(line -> line.equals("{")).count();
    }

    // ---- Other things ----

    /** Of the same program, built for LeakSanitizer, this suppresses the same blocks by the same patterns. */
    @Test
    void leakSanitizersPatternsMeanTheSame() throws IOException {
        Path file = file("lsan.supp", """
                # LeakSanitizer's own
                leak:plain_two
                leak:garden::water(char
                leak:^by_c*c$
                  leak:oute*
                leak:agai*n$
                leak:^plain$
                leak:/nowhere/sites
                leak:in_tw$x
                """);
        Path program = folder.resolve("sites");
        Run build = Run.of(List.of(
                "g++",
                "-fsanitize=leak",
                "-fno-omit-frame-pointer",
                "-O1",
                "-fno-inline",
                "-fno-optimize-sibling-calls",
                "-fno-builtin",
                "-w",
                "-o",
                program.toString(),
                "programs/suppressions/sites.cc"));
        assertThat(build.exitCode()).as(build::toString).isZero();
        Run sanitizer = Run.of(
                List.of(program.toString()), Map.of("LSAN_OPTIONS", "print_suppressions=1:suppressions=" + file));
        List<String> theirs = matches(sanitizer, "^ +(\\d+) +(\\d+) (.*)$");
        List<String> ours = matches(
                Tool.TIDEMARK.runWith(List.of("-s", "--suppressions=" + file), "sites"),
                "^--\\d+-- used_suppression: +(\\d+) leak:(?<name>.*) [^ ]*:\\d+ suppressed: ([0-9,]+) bytes in .*$");
        assertThat(theirs).as(sanitizer::toString).hasSize(6);
        assertThat(ours).containsExactlyInAnyOrderElementsOf(theirs);
    }

    /** {@code COUNT BYTES PATTERN}. */
    private static List<String> matches(Run run, String line) {
        Pattern pattern = Pattern.compile(line);
        return run.stderr()
                .lines()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(found -> line.contains("?<name>")
                        ? found.group(1) + " " + number(found.group(3)) + " " + found.group("name")
                        : found.group(1) + " " + found.group(2) + " " + found.group(3))
                .toList();
    }

    @Test
    void suppressedRecordsAreShownIfAskedFor() throws IOException {
        Path file = file("it.supp", entry("no matter", "... / fun:plain"));
        Run run = Tool.TIDEMARK.runWith(List.of("--show-error-list=all", "--suppressions=" + file), "sites");
        assertThat(run.report().recordOf(801).remarks()).containsExactly("(suppressed by no matter " + file + ":2)");
        assertThat(run.report().recordOf(802).remarks()).isEmpty();
        assertThat(used(run)).hasSize(1);
    }

    @Test
    void unusedSuppressionsAreNamed() throws IOException {
        Path file = file("it.supp", entry("used", "... / fun:plain") + entry("not used", "fun:nowhere"));
        Run run = Tool.TIDEMARK.runWith(List.of("-v", "--suppressions=" + file), "sites");
        assertThat(run.stderr().lines().filter(line -> line.contains("unused_suppression")))
                .singleElement(InstanceOfAssertFactories.STRING)
                .endsWith("-- unused_suppression: not used " + file + ":8");
        assertThat(Tool.TIDEMARK
                        .runWith(List.of("-s", "--suppressions=" + file), "sites")
                        .stderr())
                .doesNotContain("unused_suppression");
    }

    @UnderBothTools
    void fileMayBeWhatACommandWrites(Tool tool) throws IOException {
        Path file = file("it.supp", entry("piped", "... / fun:plain"));
        String words = tool == Tool.TIDEMARK ? TIDEMARK : "valgrind --leak-check=full";
        Run run = Run.of(
                List.of("bash", "-c", words + " -s --suppressions=<(cat " + file + ") " + Programs.file("sites")));
        assertThat(suppressed(run)).isEqualTo(new Amount(801, 1));
    }

    @Test
    void fileMayBeStandardInput() throws IOException {
        Path file = file("it.supp", entry("piped", "... / fun:plain"));
        Run run = Run.of(List.of(
                "bash",
                "-c",
                "cat " + file + " | " + TIDEMARK + " --suppressions=/dev/stdin " + Programs.file("sites")));
        assertThat(suppressed(run)).isEqualTo(new Amount(801, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\n", "\177ELF\001\000\377\376", "{\nname\nMemcheck:Leak\n}\n"})
    void programIsNotStartedWithAFileThatCannotBeUsed(String content) throws IOException {
        Path file = file("bad.supp", content);
        Run run = Run.of(List.of(TIDEMARK, "--suppressions=" + file, "echo", "started"));
        assertThat(run.exitCode()).as(run::toString).isEqualTo(1);
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr()).startsWith("tidemark: FATAL: in suppressions file \"" + file + "\" near line ");
        assertThat(run.stderr().lines()).hasSize(1);
    }
}
