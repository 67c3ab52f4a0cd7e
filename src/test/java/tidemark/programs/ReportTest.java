package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** The harness reads what Memcheck and Tidemark write, and sees a difference where there is one. */
final class ReportTest {
    private static final String TEXT = """
            Memcheck, a memory error detector
            Command: ./program

            HEAP SUMMARY:
                in use at exit: 1,234 bytes in 5 blocks
              total heap usage: 6 allocs, 1 frees, 2,000 bytes allocated

            100 bytes in 2 blocks are still reachable in loss record 1 of 2
               at 0x48417B4: malloc (in /usr/libexec/valgrind/vgpreload_memcheck-amd64-linux.so)
               by 0x49A0001: ??? (in /usr/lib/libone.so)
               by 0x49A0002: module.so+0x1f0 (in /usr/lib/module.so) [unloaded]
               by 0x109166: main (main.c:12)

            1,134 (1,000 direct, 134 indirect) bytes in 3 blocks are definitely lost in loss record 2 of 2
               at 0x4841F2F: operator new(unsigned long) (in /usr/libexec/valgrind/vgpreload_memcheck-amd64-linux.so)
               by 0x49A0003: list<int, char (*)(int)>::add(int) const (in /usr/lib/libone.so)
               by 0x10915F: dlopen@@GLIBC_2.34 (dlopen.c:71)

            LEAK SUMMARY:
               definitely lost: 1,000 bytes in 3 blocks
               indirectly lost: 134 bytes in 1 blocks
            """;

    private final Report report = Report.parse(TEXT.lines().toList());

    @Test
    void summariesAreRead() {
        assertThat(report.command()).contains("./program");
        assertThat(report.heap()).contains(new Report.HeapSummary(new Amount(1234, 5), 6, 1, 2000));
        assertThat(report.total(Kind.DEFINITELY_LOST)).isEqualTo(new Amount(1000, 3));
        assertThat(report.total(Kind.INDIRECTLY_LOST)).isEqualTo(new Amount(134, 1));
    }

    @Test
    void recordsAreRead() {
        LossRecord record = report.recordOf(1000);
        assertThat(record.kind()).isEqualTo(Kind.DEFINITELY_LOST);
        assertThat(record.indirectBytes()).isEqualTo(134);
        assertThat(record.blocks()).isEqualTo(3);
        assertThat(record.frames())
                .extracting(StackFrame::function)
                .containsExactly("operator new(unsigned long)", "list<int, char (*)(int)>::add(int) const", "dlopen");
    }

    @Test
    void allocatorIsNotAmongTheCallers() {
        assertThat(report.recordOf(100).callers())
                .containsExactly(
                        new StackFrame(0x49A0001, "?", "/usr/lib/libone.so", false),
                        new StackFrame(0x49A0002, "?", "/usr/lib/module.so", true),
                        new StackFrame(0x109166, "main", "", false));
    }

    @Test
    void reportDoesNotDifferFromItself() {
        assertThat(new Comparison().differences(report, report, EnumSet.allOf(Kind.class)))
                .isEmpty();
    }

    @Test
    void frameWithoutANameInMemcheckIsNoDifference() {
        Report named =
                Report.parse(TEXT.replace("module.so+0x1f0", "function").lines().toList());
        assertThat(new Comparison().differences(report, named, EnumSet.allOf(Kind.class)))
                .isEmpty();
    }

    @Test
    void otherFunctionIsADifference() {
        Report other = Report.parse(TEXT.replace("main (", "other (").lines().toList());
        assertThat(new Comparison().differences(report, other, EnumSet.allOf(Kind.class)))
                .hasSize(2);
    }

    @Test
    void otherVerdictIsADifference() {
        Report other = Report.parse(
                TEXT.replace("are still reachable", "are possibly lost").lines().toList());
        assertThat(new Comparison().differences(report, other, EnumSet.allOf(Kind.class)))
                .hasSize(2);
    }
}
