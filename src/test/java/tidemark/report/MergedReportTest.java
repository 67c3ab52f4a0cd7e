package tidemark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidemark.reachability.Holders;
import tidemark.reachability.Reachability;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.Frame;
import tidemark.snapshot.MalformedSnapshotException;
import tidemark.snapshot.ProcessIdentity;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.SnapshotText;
import tidemark.suppression.Suppressions;
import tidemark.symbolise.FrameName;
import tidemark.symbolise.VariableName;

/** What several processes have found, added up. */
final class MergedReportTest {
    private static final ProcessIdentity TARGET = new ProcessIdentity(7, 6, List.of("./a"));

    /** Two loadings of one module, through both of which the path at 17 and the one at 19 have come. */
    private static final String MODULES = """
            file 0 "/lib/agent.so"
            file 1 "/lib/plugin.so"
            module 0 file 0 load 0x10000 start 0x10000 end 0x11000 loaded 1
            module 1 file 1 load 0x20000 start 0x20000 end 0x21000 loaded 2 unloaded 3
            module 2 file 1 load 0x30000 start 0x30000 end 0x31000 loaded 4
            path 16 module 1 0x101 caller complete
            path 17 module 0 0x101 caller 16
            path 18 module 2 0x101 caller complete
            path 19 module 0 0x101 caller 18
            path 20 module 0 0x201 caller complete
            """;

    private static Snapshot snapshot(int pid, String rest) throws MalformedSnapshotException {
        return SnapshotText.parse("process " + pid + " parent 6 command \"./a\" \"" + "x".repeat(200) + "\"\n" + rest);
    }

    private static MergedReport merging(ReportStyle.Detail detail) {
        ReportStyle style = new ReportStyleBuilder()
                .shown(ReportStyle.ALL)
                .detail(detail)
                .holders(new HolderStyle(ReportStyle.ALL, 0))
                .build();
        return new MergedReport(
                style,
                new Naming(MergedReportTest::name, (_, _) -> new VariableName("variable", "variable"), _ -> List.of()));
    }

    private static FrameName name(Frame frame) {
        Frame.InModule in = (Frame.InModule) frame;
        return new FrameName.Function("f", "f", in.module(), in.lookupAddress(), Optional.empty(), List.of());
    }

    private static void add(MergedReport report, Snapshot snapshot) {
        Verdicts verdicts = Reachability.judge(snapshot, Set.of());
        Optional<Holders> holders = Optional.of(Holders.of(snapshot, verdicts, Set.of()));
        report.add(snapshot, verdicts, holders, Suppressions.none(), "");
    }

    private static String text(MergedReport report) {
        return report.introduction(7, "")
                + report.report(TARGET, Suppressions.none(), _ -> Optional.empty())
                        .text();
    }

    private static String both(String first, String second) throws MalformedSnapshotException {
        MergedReport report = merging(ReportStyle.Detail.NORMAL);
        add(report, snapshot(7, MODULES + first));
        add(report, snapshot(8, MODULES + second));
        return text(report);
    }

    @Test
    void directAndIndirectBytesAreAddedUp() throws MalformedSnapshotException {
        String chain = "block 0x1000 8 path 17\nblock 0x1020 %d path 20\nmemory 0x1000 0x1008\nword 0x1000 0x1020\n";
        assertThat(both(chain.formatted(100), chain.formatted(20)))
                .contains("136 (16 direct, 120 indirect) bytes in 2 blocks are definitely lost in loss record 2 of 2");
    }

    /** Each process has a smaller one that is larger with the other's. */
    @Test
    void recordsAreInTheOrderOfTheirSums() throws MalformedSnapshotException {
        assertThat(both("block 0x1000 8 path 17\nblock 0x1020 10 path 20\n", "block 0x1000 8 path 17\n"))
                .containsSubsequence("10 bytes in 1 blocks", "loss record 1 of 2", "16 bytes in 2 blocks");
    }

    @Test
    void instancesOfBothProcessesAreTold() throws MalformedSnapshotException {
        String two = "block 0x1000 8 path 17\nblock 0x1020 8 path 19\n";
        assertThat(both(two, two)).contains("   (spans 4 instances of plugin.so, 2 of them unloaded)\n");
    }

    @Test
    void holderIsThatOfTheFirstProcess() throws MalformedSnapshotException {
        String held = "block 0x1000 8 path 17\nregister %d \"rbx\" 0x1000\n";
        assertThat(both(held.formatted(7), held.formatted(8)))
                .contains("   held by register rbx of the main thread -> this\n")
                .containsOnlyOnce("held by");
        String other = "block 0x1000 8 path 17\nregister 9 \"rbp\" 0x1000\n";
        assertThat(both(held.formatted(7), other))
                .contains("register rbx of the main thread")
                .doesNotContain("rbp");
    }

    @Test
    void gapsAreToldWithTheProcess() throws MalformedSnapshotException {
        assertThat(both("", "gap \"thread 9 could not be stopped\"\n"))
                .containsSubsequence("INCOMPLETE CHECK", "   thread 9 could not be stopped:\n", "   process 8: ./a ");
    }

    @Test
    void processThatWasNotHeldHasItsGapsAndWrongFrees() throws MalformedSnapshotException {
        MergedReport report = merging(ReportStyle.Detail.NORMAL);
        report.addLive(
                snapshot(
                        8,
                        MODULES + "gap \"blocks were not recorded\"\nblock 0x1000 8 path 17\n"
                                + "wrong-free nowhere 0x1230 path 17 thread 1 times 1\n"),
                "it was killed");
        assertThat(text(report))
                .containsSubsequence(
                        "NOT CHECKED: it was killed:\n",
                        "; 8 bytes in 1 blocks were live then; blocks were not recorded\n",
                        "Invalid free()",
                        "8 bytes in 1 blocks were live in record 1 of 1");
    }

    @Test
    void processesAreListedOnlyIfAskedFor() throws MalformedSnapshotException {
        for (ReportStyle.Detail detail : List.of(ReportStyle.Detail.NORMAL, ReportStyle.Detail.VERBOSE)) {
            MergedReport report = merging(detail);
            add(report, snapshot(8, ""));
            assertThat(report.introduction(7, "").contains("==7==    process 8: ./a x"))
                    .isEqualTo(detail == ReportStyle.Detail.VERBOSE);
        }
    }

    @Test
    void manyProcessesOfOneRemarkAreCountedUnlessAllAreAskedFor() {
        for (ReportStyle.Detail detail : List.of(ReportStyle.Detail.NORMAL, ReportStyle.Detail.VERBOSE)) {
            MergedReport report = merging(detail);
            for (int pid = 100; pid < 123; pid++) {
                report.notChecked(new ProcessIdentity(pid, 7, List.of("./b")), "it was killed");
            }
            assertThat(report.introduction(7, "").contains("process 120: ./b"))
                    .isEqualTo(detail == ReportStyle.Detail.VERBOSE);
            assertThat(report.introduction(7, "").contains("(and 3 other processes; -v lists all)"))
                    .isEqualTo(detail == ReportStyle.Detail.NORMAL);
        }
    }

    @Test
    void longCommandIsCut() throws MalformedSnapshotException {
        assertThat(both("block 0x1000 8 path 17\n", ""))
                .contains("(in process 7: ./a " + "x".repeat(120 - "./a ".length()) + "...)");
    }
}
