package tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidemark.capture.Captured;
import tidemark.capture.Effort;
import tidemark.reachability.Heuristic;
import tidemark.reachability.LibraryCalls;
import tidemark.report.ReportStyle;
import tidemark.report.ReportStyleBuilder;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.SnapshotText;
import tidemark.suppression.Suppressions;
import tidemark.symbolise.Symboliser;
import tidemark.symbolise.debugfile.Progress;

final class ChecksTest {
    private static final Symboliser SYMBOLISER = NamingOptions.DEFAULT.symboliser(Map.of(), Progress.silent());
    private static final ReportStyle STYLE = style(ReportStyle.Detail.QUIET);

    private static ReportStyle style(ReportStyle.Detail detail) {
        return new ReportStyleBuilder().detail(detail).build();
    }

    @TempDir
    Path folder;

    private Output output() throws UsageException {
        return Output.to(Optional.of(LogFileName.parse(folder + "/log", Map.of())), Following.Reports.ONE_EACH);
    }

    private static Snapshot leaking(int pid) throws Exception {
        return SnapshotText.parse("process " + pid + " parent 1 command \"a\"\nblock 0x1000 8\n");
    }

    private static Captured captured(Snapshot snapshot) {
        return new Captured(snapshot, new Effort(0, 12_345_678, 1_000_000, 4096));
    }

    @SuppressWarnings("MustBeClosedChecker") // the check closes it
    private static Arena memory() {
        return Arena.ofShared();
    }

    @Test
    void reportsStandInTheOrderOfTheirSnapshotsUnderTheirHeadings() throws Exception {
        Checks checks = new Checks(
                Heuristic.ALL,
                LibraryCalls.NOT_TOLD_APART,
                STYLE,
                Suppressions.none(),
                SYMBOLISER,
                Following.Reports.ONE_EACH,
                output(),
                Optional.empty());
        checks.add(captured(leaking(7)), memory(), "seven\n", Optional.empty());
        checks.add(captured(leaking(8)), memory(), "eight\n", Optional.empty());

        assertThat(checks.await()).isEqualTo(new Checks.Outcome(2, 0));
        assertThat(Files.readString(folder.resolve("log")))
                .containsSubsequence("seven\n", "==7== 8 bytes in 1 blocks", "eight\n", "==8== 8 bytes in 1 blocks");
    }

    @Test
    void onlyAVerboseReportTellsWhatTheCheckTook() throws Exception {
        for (ReportStyle.Detail detail : ReportStyle.Detail.values()) {
            Checks checks = new Checks(
                    Heuristic.ALL,
                    LibraryCalls.NOT_TOLD_APART,
                    style(detail),
                    Suppressions.none(),
                    SYMBOLISER,
                    Following.Reports.ONE_EACH,
                    output(),
                    Optional.empty());
            checks.add(captured(leaking(7)), memory(), "", Optional.empty());
            checks.await();
            assertThat(Files.readString(folder.resolve("log"))
                            .contains("==7== Check: 0 ms to read ahead, 12 ms with the process stopped,"
                                    + " of which 1 ms to copy 4,096 bytes, "))
                    .isEqualTo(detail == ReportStyle.Detail.VERBOSE);
        }
    }

    @Test
    void memoryOfASnapshotIsGivenBack() throws Exception {
        Checks checks = new Checks(
                Heuristic.ALL,
                LibraryCalls.NOT_TOLD_APART,
                STYLE,
                Suppressions.none(),
                SYMBOLISER,
                Following.Reports.ONE_EACH,
                output(),
                Optional.empty());
        Arena memory = memory();
        checks.add(captured(leaking(7)), memory, "", Optional.empty());
        checks.await();

        assertThat(memory.scope().isAlive()).isFalse();
    }

    @Test
    void snapshotIsWrittenAsTextOnRequest() throws Exception {
        Checks checks = new Checks(
                Heuristic.ALL,
                LibraryCalls.NOT_TOLD_APART,
                STYLE,
                Suppressions.none(),
                SYMBOLISER,
                Following.Reports.ONE_EACH,
                output(),
                Optional.empty());
        Snapshot snapshot = leaking(7);
        checks.add(captured(snapshot), memory(), "", Optional.of(folder.resolve("snapshot")));
        checks.await();

        assertThat(folder.resolve("snapshot")).hasContent(SnapshotText.write(snapshot));
    }

    @Test
    void rehearsalLeavesNoTrace() throws Exception {
        Checks checks = new Checks(
                Heuristic.ALL,
                LibraryCalls.NOT_TOLD_APART,
                STYLE,
                Suppressions.none(),
                SYMBOLISER,
                Following.Reports.ONE_EACH,
                output(),
                Optional.empty());
        checks.rehearse(Path.of("/proc/self/exe"));

        assertThat(checks.await()).isEqualTo(new Checks.Outcome(0, 0));
        assertThat(folder.resolve("log")).isEmptyFile();
    }

    @Test
    void checkWithGapsIsIncomplete() throws Exception {
        Checks checks = new Checks(
                Heuristic.ALL,
                LibraryCalls.NOT_TOLD_APART,
                STYLE,
                Suppressions.none(),
                SYMBOLISER,
                Following.Reports.ONE_EACH,
                output(),
                Optional.empty());
        checks.add(captured(SnapshotText.parse("gap \"something\"\n")), memory(), "", Optional.empty());

        assertThat(checks.await()).isEqualTo(new Checks.Outcome(0, 1));
    }
}
