package tidemark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidemark.reachability.Holders;
import tidemark.reachability.Reachability;
import tidemark.reachability.Verdict;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.Frame;
import tidemark.snapshot.MalformedSnapshotException;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.SnapshotText;
import tidemark.suppression.Suppressions;
import tidemark.symbolise.FrameName;
import tidemark.symbolise.VariableName;

/**
 * From a snapshot's text to the report's text. The expected sentences and their order are what Memcheck 3.19 wrote for C programs that
 * allocate the same blocks.
 */
final class LeakReportTest {
    private static final ReportStyle STYLE = new ReportStyleBuilder().build();

    /** Modules of all tests: the agent, the program, libc, and a module that was loaded twice at the same place. */
    private static final String MODULES = """
            file 0 "/opt/libtidemark.so"
            file 1 "/home/user/a"
            file 2 "/lib/libc.so.6" build-id "aa"
            file 3 "/usr/lib/php/http.so" build-id "bb"
            file 4 "/usr/lib/php/raphf.so" build-id "cc"
            module 0 file 0 load 0x10000 start 0x10000 end 0x20000 loaded 1
            module 1 file 1 load 0x400000 start 0x400000 end 0x410000 loaded 1
            module 2 file 2 load 0x7f0000000000 start 0x7f0000000000 end 0x7f0000200000 loaded 1
            module 3 file 3 load 0x7f1000000000 start 0x7f1000000000 end 0x7f1000010000 loaded 2 unloaded 3
            module 4 file 3 load 0x7f2000000000 start 0x7f2000000000 end 0x7f2000010000 loaded 4 unloaded 5
            module 5 file 4 load 0x7f1000000000 start 0x7f1000000000 end 0x7f1000010000 loaded 6
            """;

    /** By module and look-up address, which is one less than the return offset. */
    private static final Map<String, String> FUNCTIONS = Map.of(
            "libtidemark.so+0x100", "malloc",
            "a+0x1165", "deff",
            "a+0x117a", "chain",
            "a+0x11f2", "main",
            "a+0x1205", "main",
            "libc.so.6+0x271c9", "__libc_start_call_main",
            "libc.so.6+0x27284", "__libc_start_main@@GLIBC_2.34",
            "a+0x1090", "_start",
            "http.so+0x492", "zm_startup_http");

    private static List<String> remedies(Collection<ModuleFile> files) {
        return List.of("Remedy for " + files.stream().map(ModuleFile::name).toList());
    }

    private static FrameName name(Frame frame) {
        return switch (frame) {
            case Frame.Anonymous anonymous -> new FrameName.Anonymous(anonymous.runtimeAddress());
            case Frame.InModule in -> {
                FrameName.InModule unnamed = new FrameName.InModule(in.module(), in.lookupAddress());
                String function = FUNCTIONS.get(unnamed.text());
                yield function == null
                        ? unnamed
                        : new FrameName.Function(
                                function, function, in.module(), in.lookupAddress(), Optional.empty(), List.of());
            }
        };
    }

    private static VariableName variable(ModuleInstance module, long fileAddress) {
        String text = "variable at " + module.file().name() + "+0x" + Long.toHexString(fileAddress);
        return new VariableName(text, text.substring(0, text.length() - 1) + "?");
    }

    private static LeakReport report(ReportStyle style, String snapshot) throws MalformedSnapshotException {
        Snapshot parsed = SnapshotText.parse("process 7 parent 6 command \"./a\"\n" + MODULES + snapshot);
        Verdicts verdicts = Reachability.judge(parsed, Set.of());
        return LeakReport.of(
                parsed,
                verdicts,
                style.tellsHolders() ? Optional.of(Holders.of(parsed, verdicts, Set.of())) : Optional.empty(),
                Occasion.end(),
                style,
                Suppressions.none(),
                new Naming(LeakReportTest::name, LeakReportTest::variable, LeakReportTest::remedies),
                _ -> Optional.empty());
    }

    private static ReportStyle style(ReportStyle.Check check, ReportStyle.Detail detail, Set<Verdict> shown) {
        return new ReportStyleBuilder().check(check).detail(detail).shown(shown).build();
    }

    private static ReportStyle callers(int callers) {
        return new ReportStyleBuilder().callers(callers).build();
    }

    private static String lossRecords(String report) {
        return report.substring(report.indexOf("allocated\n==7== \n") + 17, report.indexOf("==7== LEAK SUMMARY"));
    }

    /** One block lost, three that each lead to two more, one with only an inner pointer, one reachable that leads to another. */
    private static final String ALL_KINDS = """
            heap allocations 13 frees 0 bytes 3313
            path 16 module 2 0x271ca caller complete
            path 17 module 1 0x11f3 caller 16
            path 18 module 1 0x1166 caller 17
            path 19 module 0 0x101 caller 18
            path 20 module 1 0x1206 caller 16
            path 21 module 1 0x117b caller 20
            path 22 module 0 0x101 caller 21
            path 23 module 0 0x102 caller 21
            path 24 module 0 0x103 caller 21
            path 25 module 0 0x104 caller 17
            path 26 module 0 0x105 caller 17
            path 27 module 0 0x106 caller 17
            block 0x1000 40 path 19
            block 0x2000 112 path 22
            block 0x2100 112 path 22
            block 0x2200 112 path 22
            block 0x3000 30 path 23
            block 0x3100 30 path 23
            block 0x3200 30 path 23
            block 0x4000 9 path 24
            block 0x4100 9 path 24
            block 0x4200 9 path 24
            block 0x5000 1500 path 25
            block 0x6000 120 path 26
            block 0x7000 1200 path 27
            root module-data 0x404000 0x404010 "/home/user/a"
            memory 0x404000 0x404010
            word 0x404000 0x52bc
            word 0x404008 0x6000
            memory 0x2000 0x2008
            word 0x2000 0x3000
            memory 0x2100 0x2108
            word 0x2100 0x3100
            memory 0x2200 0x2208
            word 0x2200 0x3200
            memory 0x3000 0x3008
            word 0x3000 0x4000
            memory 0x3100 0x3108
            word 0x3100 0x4100
            memory 0x3200 0x3208
            word 0x3200 0x4200
            memory 0x6000 0x6008
            word 0x6000 0x7000
            """;

    @Test
    void sentencesAndOrderAreMemchecks() throws Exception {
        assertThat(report(STYLE, ALL_KINDS)).isEqualTo(new LeakReport("""
                ==7== HEAP SUMMARY:
                ==7==     in use at exit: 3,313 bytes in 13 blocks
                ==7==   total heap usage: 13 allocs, 0 frees, 3,313 bytes allocated
                ==7==\s
                ==7== 40 bytes in 1 blocks are definitely lost in loss record 2 of 7
                ==7==    at 0x10100: malloc (in /opt/libtidemark.so)
                ==7==    by 0x401165: deff (in /home/user/a)
                ==7==    by 0x4011F2: main (in /home/user/a)
                ==7==\s
                ==7== 453 (336 direct, 117 indirect) bytes in 3 blocks are definitely lost in loss record 5 of 7
                ==7==    at 0x10100: malloc (in /opt/libtidemark.so)
                ==7==    by 0x40117A: chain (in /home/user/a)
                ==7==    by 0x401205: main (in /home/user/a)
                ==7==\s
                ==7== 1,500 bytes in 1 blocks are possibly lost in loss record 7 of 7
                ==7==    at 0x10103: libtidemark.so+0x103 (in /opt/libtidemark.so)
                ==7==    by 0x4011F2: main (in /home/user/a)
                ==7==\s
                ==7== LEAK SUMMARY:
                ==7==    definitely lost: 376 bytes in 4 blocks
                ==7==    indirectly lost: 117 bytes in 6 blocks
                ==7==      possibly lost: 1,500 bytes in 1 blocks
                ==7==    still reachable: 1,320 bytes in 2 blocks
                ==7==         suppressed: 0 bytes in 0 blocks
                ==7== Reachable blocks (those to which a pointer was found) are not shown.
                ==7== To see them, rerun with: --leak-check=full --show-leak-kinds=all
                ==7==\s
                ==7== Remedy for [libtidemark.so]
                ==7==\s
                ==7== ERROR SUMMARY: 3 errors from 3 contexts (suppressed: 0 from 0)
                """, 3, 2));
    }

    @Test
    void allKindsAreShownOnRequest() throws Exception {
        ReportStyle all = style(ReportStyle.Check.FULL, ReportStyle.Detail.NORMAL, ReportStyle.ALL);

        assertThat(report(all, ALL_KINDS).text().lines().filter(line -> line.contains("loss record")))
                .containsExactly(
                        "==7== 27 bytes in 3 blocks are indirectly lost in loss record 1 of 7",
                        "==7== 40 bytes in 1 blocks are definitely lost in loss record 2 of 7",
                        "==7== 90 bytes in 3 blocks are indirectly lost in loss record 3 of 7",
                        "==7== 120 bytes in 1 blocks are still reachable in loss record 4 of 7",
                        "==7== 453 (336 direct, 117 indirect) bytes in 3 blocks are definitely lost in loss record 5 of 7",
                        "==7== 1,200 bytes in 1 blocks are still reachable in loss record 6 of 7",
                        "==7== 1,500 bytes in 1 blocks are possibly lost in loss record 7 of 7");
        assertThat(report(all, ALL_KINDS).text()).doesNotContain("rerun");
    }

    @Test
    void quietReportIsTheShownLossRecordsAlone() throws Exception {
        ReportStyle quiet = style(ReportStyle.Check.FULL, ReportStyle.Detail.QUIET, Set.of(Verdict.DEFINITELY_LOST));

        assertThat(report(quiet, ALL_KINDS).text())
                .startsWith("==7== 40 bytes")
                .contains("453 (336 direct")
                .doesNotContain("possibly")
                .endsWith("main (in /home/user/a)\n==7== \n");
        assertThat(report(style(ReportStyle.Check.SUMMARY, ReportStyle.Detail.QUIET, ReportStyle.ALL), ALL_KINDS))
                .isEqualTo(new LeakReport("", 0, 2));
    }

    @Test
    void errorsCountWhetherShownOrNot() throws Exception {
        ReportStyle none = style(ReportStyle.Check.FULL, ReportStyle.Detail.NORMAL, Set.of());

        assertThat(report(none, ALL_KINDS).errors()).isEqualTo(3);
        assertThat(report(none, ALL_KINDS).text()).doesNotContain("in loss record");
    }

    @Test
    void summaryHasNoLossRecordsAndNoErrors() throws Exception {
        assertThat(report(style(ReportStyle.Check.SUMMARY, ReportStyle.Detail.NORMAL, ReportStyle.ALL), ALL_KINDS)
                        .text())
                .doesNotContain("in loss record")
                .contains("==7==    definitely lost: 376 bytes in 4 blocks")
                .contains("==7== Rerun with --leak-check=full to see details of leaked memory")
                .endsWith("==7== ERROR SUMMARY: 0 errors from 0 contexts (suppressed: 0 from 0)\n");
    }

    @Test
    void withoutLeakCheckThereIsTheHeapSummary() throws Exception {
        assertThat(report(style(ReportStyle.Check.NONE, ReportStyle.Detail.NORMAL, ReportStyle.ALL), ALL_KINDS)
                        .text())
                .isEqualTo("""
                ==7== HEAP SUMMARY:
                ==7==     in use at exit: 3,313 bytes in 13 blocks
                ==7==   total heap usage: 13 allocs, 0 frees, 3,313 bytes allocated
                ==7==\s
                ==7== For a detailed leak analysis, rerun with: --leak-check=full
                ==7==\s
                ==7== ERROR SUMMARY: 0 errors from 0 contexts (suppressed: 0 from 0)
                """);
    }

    @Test
    void freedHeapHasNoLeaks() throws Exception {
        assertThat(report(STYLE, "heap allocations 1 frees 1 bytes 3\n").text()).isEqualTo("""
                ==7== HEAP SUMMARY:
                ==7==     in use at exit: 0 bytes in 0 blocks
                ==7==   total heap usage: 1 allocs, 1 frees, 3 bytes allocated
                ==7==\s
                ==7== All heap blocks were freed -- no leaks are possible
                ==7==\s
                ==7== ERROR SUMMARY: 0 errors from 0 contexts (suppressed: 0 from 0)
                """);
    }

    @Test
    void instancesOfOneModuleMakeOneRecordThatSaysSo() throws Exception {
        assertThat(lossRecords(report(STYLE, """
                                path 16 module 1 0x11f3 caller complete
                                path 17 module 3 0x493 caller 16
                                path 18 module 0 0x101 caller 17
                                path 19 module 4 0x493 caller 16
                                path 20 module 0 0x101 caller 19
                                block 0x1000 8 path 20
                                block 0x2000 8 path 18
                                """).text())).isEqualTo("""
                ==7== 16 bytes in 2 blocks are definitely lost in loss record 1 of 1
                ==7==    at 0x10100: malloc (in /opt/libtidemark.so)
                ==7==    by 0x7F1000000492: zm_startup_http (in /usr/lib/php/http.so) [unloaded]
                ==7==    by 0x4011F2: main (in /home/user/a)
                ==7==    (spans 2 instances of http.so, all unloaded)
                ==7==\s
                """);
    }

    @Test
    void modulesAtTheSameAddressShareNeitherRecordNorName() throws Exception {
        assertThat(lossRecords(report(STYLE, """
                                path 16 module 3 0x493 caller complete
                                path 17 module 5 0x493 caller complete
                                block 0x1000 8 path 16
                                block 0x2000 8 path 17
                                """).text())).isEqualTo("""
                ==7== 8 bytes in 1 blocks are definitely lost in loss record 1 of 2
                ==7==    at 0x7F1000000492: zm_startup_http (in /usr/lib/php/http.so) [unloaded]
                ==7==\s
                ==7== 8 bytes in 1 blocks are definitely lost in loss record 2 of 2
                ==7==    at 0x7F1000000492: raphf.so+0x492 (in /usr/lib/php/raphf.so)
                ==7==\s
                """);
    }

    @Test
    void callersBeyondTheNumberNeitherCountNorShow() throws Exception {
        String twoCallers = """
                path 16 module 1 0x11f3 caller complete
                path 17 module 1 0x1206 caller complete
                path 18 module 0 0x101 caller 16
                path 19 module 0 0x101 caller 17
                block 0x1000 8 path 18
                block 0x2000 8 path 19
                """;

        assertThat(lossRecords(report(callers(1), twoCallers).text())).isEqualTo("""
                ==7== 16 bytes in 2 blocks are definitely lost in loss record 1 of 1
                ==7==    at 0x10100: malloc (in /opt/libtidemark.so)
                ==7==\s
                """);
        assertThat(lossRecords(report(callers(2), twoCallers).text())).contains("record 1 of 2", "record 2 of 2");
    }

    @Test
    void withoutMainTheInnermostOfWhatStartsItEndsTheStack() throws Exception {
        assertThat(lossRecords(report(STYLE, """
                                path 16 module 1 0x1091 caller complete
                                path 17 module 2 0x27285 caller 16
                                path 18 module 2 0x271ca caller 17
                                path 19 module 1 0x999 caller 18
                                block 0x1000 8 path 19
                                """).text())).isEqualTo("""
                ==7== 8 bytes in 1 blocks are definitely lost in loss record 1 of 1
                ==7==    at 0x400998: a+0x998 (in /home/user/a)
                ==7==    by 0x7F00000271C9: (below main) (in /lib/libc.so.6)
                ==7==\s
                """);
    }

    @Test
    void pathsThatAreNotTheWholeTruthSayWhy() throws Exception {
        assertThat(lossRecords(report(STYLE, """
                                path 16 module 1 0x1166 caller cut
                                path 17 module 1 0x11f3 caller complete
                                path 18 module 1 0x11f3 caller cut
                                path 19 address 0x5556 caller 17
                                path 20 module 1 0x1166 undescribed caller 19
                                path 21 address 0x7778 caller complete
                                block 0x1000 1 path 16
                                block 0x2000 2 path 20
                                block 0x3000 3
                                block 0x4000 4 path 18
                                block 0x5000 5 path 21
                                """).text())).isEqualTo("""
                ==7== 1 bytes in 1 blocks are definitely lost in loss record 1 of 5
                ==7==    at 0x401165: deff (in /home/user/a)
                ==7==    (the stack could not be walked further out)
                ==7==\s
                ==7== 2 bytes in 1 blocks are definitely lost in loss record 2 of 5
                ==7==    at 0x401165: deff (in /home/user/a)
                ==7==    (approximate from here on: the code above has no unwind information)
                ==7==    by 0x5555: (code outside of all modules)
                ==7==    by 0x4011F2: main (in /home/user/a)
                ==7==\s
                ==7== 3 bytes in 1 blocks are definitely lost in loss record 3 of 5
                ==7==    (no call path: the agent was busy in this thread when the block was allocated)
                ==7==\s
                ==7== 4 bytes in 1 blocks are definitely lost in loss record 4 of 5
                ==7==    at 0x4011F2: main (in /home/user/a)
                ==7==\s
                ==7== 5 bytes in 1 blocks are definitely lost in loss record 5 of 5
                ==7==    at 0x7777: (code outside of all modules)
                ==7==\s
                """);
    }

    @Test
    void incompleteCheckSaysSoAlsoWhenQuiet() throws Exception {
        ReportStyle quiet = style(ReportStyle.Check.FULL, ReportStyle.Detail.QUIET, ReportStyle.ALL);

        assertThat(report(quiet, "gap \"12 bytes of memory could not be read\"\n")
                        .text())
                .isEqualTo("""
                ==7== INCOMPLETE CHECK: the verdicts may be wrong, because not everything could be seen:
                ==7==    12 bytes of memory could not be read
                """);
    }

    @Test
    void numbersAreGroupedByThousands() {
        assertThat(PrefixedLines.grouped(0)).isEqualTo("0");
        assertThat(PrefixedLines.grouped(999)).isEqualTo("999");
        assertThat(PrefixedLines.grouped(1000)).isEqualTo("1,000");
        assertThat(PrefixedLines.grouped(1234567)).isEqualTo("1,234,567");
    }

    @Test
    void argumentsOfACommandStayApart() {
        assertThat(PrefixedLines.commandText(java.util.List.of("php", "-r", "echo \"Hello World\\n\";")))
                .isEqualTo("php -r echo\\ \"Hello\\ World\\\\n\";");
    }

    /** Two instances of http.so held blocks of one call path; a third block of it was held by raphf.so, and led to a fourth. */
    private static final String UNLOADED = """
            heap allocations 5 frees 0 bytes 150
            path 16 module 1 0x11f3 caller complete
            path 17 module 0 0x101 caller 16
            path 18 module 0 0x102 caller 16
            block 0x1000 10 path 17
            block 0x2000 20 path 17
            block 0x3000 30 path 17
            block 0x4000 40 path 18
            block 0x5000 50 path 17
            note 0x1000 module 3 0x4040
            note 0x2000 module 4 0x4040
            note 0x3000 module 5 0x4050
            memory 0x3000 0x3008
            word 0x3000 0x4000
            """;

    @Test
    void causesStandBelowTheirRecordWithWhatHeldTheBlocksLast() throws MalformedSnapshotException {
        assertThat(lossRecords(report(STYLE, UNLOADED).text())).isEqualTo("""
                ==7== 150 (110 direct, 40 indirect) bytes in 4 blocks are definitely lost in loss record 2 of 2
                ==7==    at 0x10100: malloc (in /opt/libtidemark.so)
                ==7==    by 0x4011F2: main (in /home/user/a)
                ==7==    lost when http.so was unloaded: last held by variable at http.so+0x4040 (2 of the blocks)
                ==7==    lost when raphf.so was unloaded: last held by variable at raphf.so+0x4050 (1 of the blocks)
                ==7==\s
                """);
    }

    @Test
    void causeOfLessThanHalfOfTheBlocksIsNotTold() throws MalformedSnapshotException {
        String two = UNLOADED.replace("note 0x3000 module 5 0x4050\n", "");
        assertThat(report(STYLE, two).text()).contains("http.so+0x4040 (2 of the blocks)");
        assertThat(report(STYLE, two.replace("note 0x2000 module 4 0x4040\n", ""))
                        .text())
                .doesNotContain("last held by");
    }

    @Test
    void whatWasLostAtUnloadingIsSummedUpByModule() throws MalformedSnapshotException {
        assertThat(report(STYLE, UNLOADED).text()).contains("""
                ==7== Of the lost blocks, last held by a module that was unloaded:
                ==7==    raphf.so: 70 bytes in 2 blocks
                ==7==    http.so: 30 bytes in 2 blocks
                """);
    }
}
