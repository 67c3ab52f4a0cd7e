package tidemark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.reachability.Holders;
import tidemark.reachability.Reachability;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.Frame;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.SnapshotText;
import tidemark.suppression.Suppressions;
import tidemark.symbolise.FrameName;
import tidemark.symbolise.VariableName;

/** What suppressions make of a report, from a snapshot's text to the report's. */
final class SuppressedRecordsTest {
    /** Two blocks whose call paths differ only in the outermost function, and one of another path. */
    private static final String SNAPSHOT = """
            process 7 parent 6 command "./a"
            heap allocations 3 frees 0 bytes 33
            file 0 "/opt/libtidemark.so"
            file 1 "/home/user/a"
            module 0 file 0 load 0x10000 start 0x10000 end 0x20000 loaded 1
            module 1 file 1 load 0x400000 start 0x400000 end 0x410000 loaded 1
            path 16 module 1 0x1001 caller complete
            path 17 module 1 0x2001 caller complete
            path 18 module 1 0x3001 caller 16
            path 19 module 1 0x3001 caller 17
            path 20 module 0 0x101 caller 18
            path 21 module 0 0x101 caller 19
            path 22 module 0 0x101 caller 16
            block 0x1000 10 path 20
            block 0x2000 11 path 21
            block 0x3000 12 path 22
            """;

    @TempDir
    private Path folder;

    private final List<Frame> named = new ArrayList<>();

    /** malloc, and f1000, f2000 and f3000. */
    private FrameName name(Frame frame) {
        named.add(frame);
        Frame.InModule in = (Frame.InModule) frame;
        String name = in.module().number() == 0 ? "malloc" : "f" + Long.toHexString(in.lookupAddress());
        return new FrameName.Function(
                name + "(int)", name, in.module(), in.lookupAddress(), Optional.empty(), List.of());
    }

    private static ReportStyleBuilder all() {
        return new ReportStyleBuilder().shown(ReportStyle.ALL).errors(ReportStyle.ALL);
    }

    private static ReportStyle style(
            ReportStyle.Detail detail,
            int callers,
            ReportStyle.GenerateSuppressions generate,
            ReportStyle.ErrorList errorList) {
        return all().detail(detail)
                .callers(callers)
                .generate(generate)
                .errorList(errorList)
                .build();
    }

    private static final ReportStyle PLAIN =
            style(ReportStyle.Detail.QUIET, 24, ReportStyle.GenerateSuppressions.NO, ReportStyle.ErrorList.NO);

    private String report(ReportStyle style, String suppressions, String... answers) throws Exception {
        return report(SNAPSHOT, style, suppressions, answers);
    }

    private String report(String text, ReportStyle style, String suppressions, String... answers) throws Exception {
        Path file = Files.writeString(folder.resolve("it.supp"), suppressions);
        Snapshot snapshot = SnapshotText.parse(text);
        List<String> typed = new ArrayList<>(List.of(answers));
        StringBuilder shown = new StringBuilder();
        Verdicts verdicts = Reachability.judge(snapshot, Set.of());
        LeakReport report = LeakReport.of(
                snapshot,
                verdicts,
                style.tellsHolders() ? Optional.of(Holders.of(snapshot, verdicts, Set.of())) : Optional.empty(),
                Occasion.end(),
                style,
                Suppressions.read(List.of(file.toString()), Path::of),
                new Naming(this::name, (_, _) -> new VariableName("", ""), _ -> List.of()),
                asked -> {
                    shown.append(asked).append("<asked>\n");
                    return typed.isEmpty() ? Optional.empty() : Optional.of(typed.removeFirst());
                });
        return (shown + report.text()).replace(folder + "/", "");
    }

    private static String entry(String name, String... functions) {
        return "{\n" + name + "\nMemcheck:Leak\nfun:" + String.join("\nfun:", functions) + "\n}\n";
    }

    /** With two callers compared the first two blocks are alike; the third caller, further out, tells them apart. */
    @Test
    void pathsOfOneRecordAreSuppressedEachForItself() throws Exception {
        ReportStyle two =
                style(ReportStyle.Detail.QUIET, 2, ReportStyle.GenerateSuppressions.NO, ReportStyle.ErrorList.NO);
        assertThat(report(two, "")).contains("==7== 21 bytes in 2 blocks are definitely lost in loss record 2 of 2\n");
        assertThat(report(two, entry("it", "malloc", "f3000", "f2000"))).isEqualTo("""
                ==7== 10 bytes in 1 blocks are definitely lost in loss record 1 of 3
                ==7==    at 0x10100: malloc(int) (in /opt/libtidemark.so)
                ==7==    by 0x403000: f3000(int) (in /home/user/a)
                ==7==\s
                ==7== 12 bytes in 1 blocks are definitely lost in loss record 3 of 3
                ==7==    at 0x10100: malloc(int) (in /opt/libtidemark.so)
                ==7==    by 0x401000: f1000(int) (in /home/user/a)
                ==7==\s
                """);
    }

    @Test
    void listsAndSumsAreMemchecks() throws Exception {
        ReportStyle verbose =
                style(ReportStyle.Detail.VERBOSE, 24, ReportStyle.GenerateSuppressions.NO, ReportStyle.ErrorList.YES);
        String suppressions =
                entry("all", "malloc", "f3000") + entry("none", "calloc") + entry("one", "malloc", "f1000");
        assertThat(report(verbose, suppressions)).isEqualTo("""
                ==7== HEAP SUMMARY:
                ==7==     in use at exit: 33 bytes in 3 blocks
                ==7==   total heap usage: 3 allocs, 0 frees, 33 bytes allocated
                ==7==\s
                ==7== LEAK SUMMARY:
                ==7==    definitely lost: 0 bytes in 0 blocks
                ==7==    indirectly lost: 0 bytes in 0 blocks
                ==7==      possibly lost: 0 bytes in 0 blocks
                ==7==    still reachable: 0 bytes in 0 blocks
                ==7==         suppressed: 33 bytes in 3 blocks
                ==7==\s
                ==7== ERROR SUMMARY: 0 errors from 0 contexts (suppressed: 3 from 3)
                --7--\s
                --7-- used_suppression:      1 one it.supp:13 suppressed: 12 bytes in 1 blocks
                --7-- used_suppression:      2 all it.supp:2 suppressed: 21 bytes in 2 blocks
                --7-- unused_suppression: none it.supp:8
                ==7==\s
                ==7== ERROR SUMMARY: 0 errors from 0 contexts (suppressed: 3 from 3)
                """);
    }

    @Test
    void suppressedRecordsAreShownWithWhatSuppressesThem() throws Exception {
        ReportStyle all =
                style(ReportStyle.Detail.QUIET, 24, ReportStyle.GenerateSuppressions.ALL, ReportStyle.ErrorList.ALL);
        assertThat(report(all, entry("it", "malloc", "f3000"))).isEqualTo("""
                ==7== 10 bytes in 1 blocks are definitely lost in loss record 1 of 3
                ==7==    at 0x10100: malloc(int) (in /opt/libtidemark.so)
                ==7==    by 0x403000: f3000(int) (in /home/user/a)
                ==7==    by 0x401000: f1000(int) (in /home/user/a)
                ==7==    (suppressed by it it.supp:2)
                ==7==\s
                ==7== 11 bytes in 1 blocks are definitely lost in loss record 2 of 3
                ==7==    at 0x10100: malloc(int) (in /opt/libtidemark.so)
                ==7==    by 0x403000: f3000(int) (in /home/user/a)
                ==7==    by 0x402000: f2000(int) (in /home/user/a)
                ==7==    (suppressed by it it.supp:2)
                ==7==\s
                ==7== 12 bytes in 1 blocks are definitely lost in loss record 3 of 3
                ==7==    at 0x10100: malloc(int) (in /opt/libtidemark.so)
                ==7==    by 0x401000: f1000(int) (in /home/user/a)
                ==7==\s
                {
                   <insert_a_suppression_name_here>
                   Memcheck:Leak
                   match-leak-kinds: definite
                   fun:malloc
                   fun:f1000
                }
                """);
    }

    @Test
    void suppressionsArePrintedForWhichTheUserSaysYes() throws Exception {
        ReportStyle ask =
                style(ReportStyle.Detail.QUIET, 24, ReportStyle.GenerateSuppressions.ASK, ReportStyle.ErrorList.NO);
        String question = "==7== \n==7== ---- Print suppression ? --- [Return/N/n/Y/y/C/c] ---- <asked>\n";
        String again = "==7== ---- Print suppression ? --- [Return/N/n/Y/y/C/c] ---- <asked>\n";

        assertThat(questions(report(ask, "", "n", "what", "Y", ""))).isEqualTo(4);
        assertThat(report(ask, "", "n", "what", "Y", ""))
                .containsSubsequence(
                        "10 bytes", question, "11 bytes", question + again + "{\n", "fun:f2000", "12 bytes")
                .doesNotContain("fun:f1000");
        assertThat(questions(report(ask, "", "c"))).isEqualTo(1);
        assertThat(questions(report(ask, "", "y"))).isEqualTo(2);
        assertThat(questions(report(PLAIN, ""))).isZero();
    }

    private static int questions(String report) {
        return report.split("<asked>", -1).length - 1;
    }

    /** Memcheck's match the symbols, LeakSanitizer's the readable names. */
    @Test
    void symbolsAndReadableNamesAreToldApart() throws Exception {
        assertThat(report(PLAIN, entry("it", "malloc", "f1000(int)"))).contains("12 bytes");
        assertThat(report(PLAIN, entry("it", "malloc", "f1000"))).doesNotContain("12 bytes");
        assertThat(report(PLAIN, "leak:^f1000(int)$")).doesNotContain("12 bytes", "10 bytes");
        assertThat(report(PLAIN, "leak:^f1000$")).contains("12 bytes", "10 bytes");
    }

    @Test
    void framesAreNamedOnlyWhereASuppressionNeedsThem() throws Exception {
        ReportStyle silent = all().check(ReportStyle.Check.SUMMARY)
                .detail(ReportStyle.Detail.QUIET)
                .build();
        assertThat(report(silent, "")).isEmpty();
        assertThat(named).isEmpty();
        report(silent, entry("it", "calloc"));
        assertThat(named).hasSize(1);
    }

    @Test
    void whatIsSuppressedIsNotSummedUpAsLostWithItsModule() throws Exception {
        String unloaded = SNAPSHOT
                + "module 2 file 1 load 0x500000 start 0x500000 end 0x510000 loaded 2 unloaded 3\n"
                + "note 0x1000 module 2 0x4000\nnote 0x3000 module 2 0x4008\n";
        ReportStyle loud =
                style(ReportStyle.Detail.NORMAL, 24, ReportStyle.GenerateSuppressions.NO, ReportStyle.ErrorList.NO);
        assertThat(report(unloaded, loud, "")).contains("==7==    a: 22 bytes in 2 blocks\n");
        assertThat(report(unloaded, loud, entry("one", "malloc", "f3000", "f1000")))
                .contains("==7==    a: 12 bytes in 1 blocks\n");
    }
}
