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

/** Wrong frees from a snapshot's text to the report's. */
final class WrongFreeReportTest {
    /** A module that was loaded twice, and a path in each. */
    private static final String SNAPSHOT = """
            process 7 parent 6 command "./a"
            file 0 "/opt/libtidemark.so"
            file 1 "/home/user/plugin.so" build-id "aa"
            module 0 file 0 load 0x10000 start 0x10000 end 0x20000 loaded 1
            module 1 file 1 load 0x400000 start 0x400000 end 0x410000 loaded 1 unloaded 2
            module 2 file 1 load 0x500000 start 0x500000 end 0x510000 loaded 3
            path 16 module 1 0x1001 caller complete
            path 17 module 2 0x1001 caller complete
            path 18 module 0 0x101 caller 16
            path 19 module 0 0x101 caller 17
            """;

    private static LeakReport report(String wrongFrees, ReportStyle.MismatchedFrees mismatched)
            throws MalformedSnapshotException {
        Snapshot snapshot = SnapshotText.parse(SNAPSHOT + wrongFrees);
        ReportStyle style = new ReportStyleBuilder()
                .check(ReportStyle.Check.NONE)
                .shown(ReportStyle.ALL)
                .errors(ReportStyle.ALL)
                .mismatchedFrees(mismatched)
                .build();
        return LeakReport.of(
                snapshot,
                Reachability.judge(snapshot, Set.of()),
                Optional.empty(),
                Occasion.end(),
                style,
                Suppressions.none(),
                new Naming(
                        WrongFreeReportTest::name,
                        (_, address) -> new VariableName("variable " + address, "variable"),
                        _ -> List.of()),
                _ -> Optional.empty());
    }

    private static FrameName name(Frame frame) {
        Frame.InModule in = (Frame.InModule) frame;
        String name = in.module().number() == 0 ? "free" : "close";
        return new FrameName.Function(name, name, in.module(), in.lookupAddress(), Optional.empty(), List.of());
    }

    @Test
    void likeOnesOfTwoInstancesAreOneRecord() throws MalformedSnapshotException {
        LeakReport report = report("""
                wrong-free inside 0x5018 path 18 block 0x5000 1024 path 16 thread 1 times 2
                wrong-free inside 0x6018 path 19 block 0x6000 1024 path 17 thread 1 times 3
                """, ReportStyle.MismatchedFrees.SHOWN);
        assertThat(report.text()).startsWith("""
                        ==7== Invalid free() / delete / delete[] / realloc()
                        ==7==    at 0x10100: free (in /opt/libtidemark.so)
                        ==7==    by 0x401000: close (in /home/user/plugin.so) [unloaded]
                        ==7==    (5 times)
                        ==7==  Address 0x5018 is 24 bytes inside a block of size 1,024 alloc'd
                        ==7==    at 0x401000: close (in /home/user/plugin.so) [unloaded]
                        ==7==\s
                        ==7== HEAP SUMMARY:
                        """);
        assertThat(report.text()).endsWith("==7== ERROR SUMMARY: 5 errors from 1 contexts (suppressed: 0 from 0)\n");
        assertThat(report.errors()).isEqualTo(5);
    }

    @Test
    void hiddenMismatchesAreNoErrors() throws MalformedSnapshotException {
        String wrong = """
                wrong-free mismatched 0x5000 path 18 block 0x5000 1024 path 16 thread 1 times 2
                wrong-free module 0x500040 path 18 module 2 0x40 thread 1 times 1
                """;
        assertThat(report(wrong, ReportStyle.MismatchedFrees.SHOWN).errors()).isEqualTo(3);
        LeakReport hidden = report(wrong, ReportStyle.MismatchedFrees.HIDDEN);
        assertThat(hidden.errors()).isEqualTo(1);
        assertThat(hidden.text())
                .doesNotContain("Mismatched")
                .contains("==7==  Address 0x500040 is in /home/user/plugin.so: variable 64\n");
    }
}
