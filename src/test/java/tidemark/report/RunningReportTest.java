package tidemark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidemark.reachability.Reachability;
import tidemark.snapshot.Frame;
import tidemark.snapshot.MalformedSnapshotException;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.SnapshotText;
import tidemark.suppression.Suppressions;
import tidemark.symbolise.FrameName;
import tidemark.symbolise.VariableName;

/** Checks of one process one after another, in the sentences of Memcheck's VALGRIND_DO_ADDED_LEAK_CHECK and its siblings. */
final class RunningReportTest {
    private static final ReportStyle STYLE =
            new ReportStyleBuilder().shown(ReportStyle.ALL).build();

    private static final String PATHS = """
            path 16 address 0x4001 caller complete
            path 17 address 0x5001 caller complete
            path 18 ignored caller 17
            """;
    private static final String FIRST = "block 0x1000 8 path 16\nblock 0x1020 16 path 17\n";
    private static final String HOLDING = FIRST + "block 0x1040 8 path 16\nmemory 0x1020 0x1028\nword 0x1020 0x1040\n";

    private final EarlierRecords earlier = new EarlierRecords();

    private static FrameName name(Frame frame) {
        return new FrameName.Anonymous(((Frame.Anonymous) frame).runtimeAddress());
    }

    private LeakReport check(Occasion occasion, String blocks) throws MalformedSnapshotException {
        Snapshot snapshot = SnapshotText.parse("process 7 parent 6 command \"./a\"\n" + PATHS + blocks);
        return LeakReport.of(
                snapshot,
                Reachability.judge(snapshot, Set.of()),
                Optional.empty(),
                occasion,
                STYLE,
                Suppressions.none(),
                new Naming(RunningReportTest::name, (_, _) -> new VariableName("", ""), _ -> List.of()),
                question -> Optional.empty());
    }

    /** What records say, and the definitely lost line of the summary. */
    private List<String> sentences(Shown shown, String blocks) throws MalformedSnapshotException {
        return check(Occasion.running(shown, earlier), blocks)
                .text()
                .lines()
                .filter(line -> line.contains(" loss record ") || line.contains("   definitely lost:"))
                .map(line -> line.substring("==7== ".length()).strip())
                .toList();
    }

    @Test
    void newIsWhatHasMoreThanAtTheLastCheck() throws MalformedSnapshotException {
        assertThat(sentences(Shown.NEW, FIRST))
                .containsExactly(
                        "8 (+8) bytes in 1 (+1) blocks are definitely lost in loss record 1 of 2",
                        "16 (+16) bytes in 1 (+1) blocks are definitely lost in loss record 2 of 2",
                        "definitely lost: 24 (+24) bytes in 2 (+2) blocks");
        assertThat(sentences(Shown.NEW, FIRST)).containsExactly("definitely lost: 24 (+0) bytes in 2 (+0) blocks");
        assertThat(sentences(Shown.NEW, HOLDING))
                .containsExactly(
                        "8 (+8) bytes in 1 (+1) blocks are indirectly lost in loss record 2 of 3",
                        "24 (+8) (16 (+0) direct, 8 (+8) indirect) bytes in 1 (+0) blocks are definitely lost in loss"
                                + " record 3 of 3",
                        "definitely lost: 24 (+0) bytes in 2 (+0) blocks");
    }

    @Test
    void changedIsAlsoWhatIsGone() throws MalformedSnapshotException {
        check(Occasion.running(Shown.NEW, earlier), FIRST);
        assertThat(sentences(Shown.NEW, "block 0x1020 16 path 17\n"))
                .containsExactly("definitely lost: 16 (-8) bytes in 1 (-1) blocks");
        assertThat(sentences(Shown.CHANGED, "block 0x1000 4 path 16\n"))
                .containsExactly(
                        "4 (+4) bytes in 1 (+1) blocks are definitely lost in loss record 1 of 2",
                        "0 (-16) bytes in 0 (-1) blocks are definitely lost in loss record 2 of 2",
                        "definitely lost: 4 (-12) bytes in 1 (+0) blocks");
    }

    @Test
    void changedIsAlsoWhatLedToOtherBytes() throws MalformedSnapshotException {
        check(Occasion.running(Shown.NEW, earlier), HOLDING);
        assertThat(sentences(Shown.CHANGED, FIRST))
                .contains("16 (-8) bytes in 1 (+0) blocks are definitely lost in loss record 2 of 3");
    }

    @Test
    void allIsToldAsAtTheEndWithoutDifferences() throws MalformedSnapshotException {
        check(Occasion.running(Shown.NEW, earlier), FIRST);
        assertThat(sentences(Shown.ALL, FIRST))
                .containsExactly(
                        "8 bytes in 1 blocks are definitely lost in loss record 1 of 2",
                        "16 bytes in 1 blocks are definitely lost in loss record 2 of 2",
                        "definitely lost: 24 bytes in 2 blocks");
    }

    @Test
    void onlyTheEndHasHeapAndErrorSummary() throws MalformedSnapshotException {
        assertThat(check(Occasion.running(Shown.ALL, earlier), FIRST).text())
                .doesNotContain("HEAP SUMMARY", "ERROR SUMMARY");
        assertThat(check(Occasion.end(), FIRST).text()).contains("HEAP SUMMARY", "ERROR SUMMARY");
    }

    @Test
    void whatIsPossiblyLostIsAnErrorButNoLeakToTheProgram() throws MalformedSnapshotException {
        LeakReport report = check(
                Occasion.running(Shown.NEW, earlier),
                "block 0x1000 8 path 16\nblock 0x1020 16 path 17\nregister 1 \"rbx\" 0x1028\n");
        assertThat(report.errors()).isEqualTo(2);
        assertThat(report.leaks()).isEqualTo(1);
    }

    @Test
    void ignoredBlocksAreInNoRecordButInUse() throws MalformedSnapshotException {
        LeakReport report = check(Occasion.end(), FIRST + "block 0x1040 32 path 18\n");
        assertThat(report.text())
                .contains("    in use at exit: 56 bytes in 3 blocks\n", " in loss record 2 of 2\n")
                .contains("==7==            ignored: 32 bytes in 1 blocks (__lsan_disable, __lsan_ignore_object)\n");
        assertThat(report.errors()).isEqualTo(2);
    }
}
