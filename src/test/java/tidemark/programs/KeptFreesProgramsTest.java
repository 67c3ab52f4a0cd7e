package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Freed blocks that are kept aside. Without the option each of these programs is seen to do the other thing, as libc does. */
final class KeptFreesProgramsTest {
    private static final String KEEP = "--freelist-vol=1000000";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "addresses | used again at once: no",
                "moves | moved: yes as it was: yes freed: yes",
                "much | bounded: yes kept: yes",
            })
    void freedBlocksAreKeptAside(String what, String lines) {
        Run run = Tool.TIDEMARK.runWith(KEEP, "kept " + what);
        assertThat(run.stdout().strip().replace('\n', ' ')).as(run::toString).isEqualTo(lines);
        assertThat(Tool.TIDEMARK.run("kept " + what).stdout()).isNotEqualTo(run.stdout());
    }

    @Test
    void memoryThatIsOutIsGotFromWhatIsKept() {
        assertThat(Tool.TIDEMARK.runWith("--freelist-vol", "kept out").stdout()).isEqualTo("given: yes\n");
    }

    /** libc would end the program. */
    @UnderBothTools
    void secondFreesDoNoHarmAndShowTheFirst(Tool tool) {
        Run run = tool == Tool.VALGRIND ? tool.run("kept twice") : tool.runWith(KEEP, "kept twice");
        assertThat(run.exitCode()).isZero();
        assertThat(run.stdout()).isEqualTo("given memory: no\n");
        assertThat(WrongFree.of(run.report()))
                .hasSize(2)
                .allSatisfy(wrong -> assertThat(wrong.toString()).contains("first", "twice", "702"));
        assertThat(run.report().total(Kind.DEFINITELY_LOST)).isEqualTo(Amount.NOTHING);
    }

    @Test
    void whatIsKeptHoldsNothing() {
        assertThat(Tool.TIDEMARK.runWith(KEEP, "kept holds").facts())
                .contains("definitely lost 1413 in 2: holds < main");
        assertThat(Tool.TIDEMARK.runWith("--freelist-vol", "kept holds").facts())
                .contains("definitely lost 1413 in 2: holds < main");
    }

    /** What the parent kept is none of its blocks, and a second free of it does no harm there either. */
    @Test
    void forkedChildKeepsWhatItsParentKept() {
        Run run = Tool.TIDEMARK.runWith(KEEP, "kept child");
        List<Report> reports = run.reports();
        assertThat(reports).as(run::toString).hasSize(2);
        assertThat(reports)
                .anySatisfy(report ->
                        assertThat(report.facts(Integer.MAX_VALUE)).contains("definitely lost 709 in 1: child < main"));
        assertThat(run.stderr()).doesNotContain("Invalid free", "signal");
    }
}
