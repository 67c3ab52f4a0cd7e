package tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RunComparisonTest {
    private static Results run(String tool, long... nanos) {
        long[] bare = new long[nanos.length];
        Arrays.fill(bare, 100);
        return new Example()
                .tool(tool, Size.FULL)
                .workload("a", Workload.Kind.SPECIAL)
                .walls("a", "bare", Size.FULL, bare)
                .walls("a", tool, Size.FULL, nanos)
                .results();
    }

    private static RunComparison.Line wall(Results first, Results second) throws BenchException {
        return RunComparison.lines(side(first), side(second)).stream()
                .filter(line -> line.figure() == Figure.WALL)
                .findFirst()
                .orElseThrow();
    }

    private static RunComparison.Side side(Results results) {
        return new RunComparison.Side(results, Optional.empty());
    }

    @Test
    void changeIsTheRatioOfRatios() throws BenchException {
        RunComparison.Line line = wall(run("tidemark", 120, 120, 120), run("tidemark", 150, 150, 150));
        assertThat(line.change()).isEqualTo(1.25);
        assertThat(line.moved()).isTrue();
    }

    @Test
    void whatStaysInTheSpreadHasNotMoved() throws BenchException {
        assertThat(wall(run("tidemark", 110, 120, 150), run("tidemark", 150, 160, 170))
                        .moved())
                .isFalse();
    }

    @Test
    void oneRoundIsNotEnoughToSaySo() throws BenchException {
        assertThat(wall(run("tidemark", 110), run("tidemark", 190)).moved()).isFalse();
    }

    @Test
    void countedInstructionsMoveByOnePercent() throws BenchException {
        assertThat(counted(1000, 1009).moved()).isFalse();
        assertThat(counted(1000, 980).moved()).isTrue();
    }

    private static RunComparison.Line counted(long first, long second) throws BenchException {
        return RunComparison.lines(side(count(first)), side(count(second))).getFirst();
    }

    private static Results count(long instructions) {
        return new Example()
                .tool("tidemark", Size.FULL)
                .workload("a", Workload.Kind.SPECIAL)
                .once("a", "bare", Observation.COUNT, Map.of(Quantity.INSTRUCTIONS, 100L))
                .once("a", "tidemark", Observation.COUNT, Map.of(Quantity.INSTRUCTIONS, instructions))
                .results();
    }

    @Test
    void columnsOfOneRunCanBeCompared() throws BenchException {
        List<RunComparison.Line> lines = RunComparison.lines(
                new RunComparison.Side(run("before", 200, 200, 200), Optional.of("before")),
                new RunComparison.Side(run("after", 100, 100, 100), Optional.of("after")));
        assertThat(lines).hasSize(2).allMatch(line -> line.change() == 0.5); // wall and whole command
        assertThat(RunComparison.text(lines))
                .startsWith("# Moved beyond the spread: 2 of 2\n")
                .contains("| wall ", "| a ", "| after ", "| 0.500 ", "| less ");
    }

    @Test
    void unknownColumnIsNamed() {
        assertThatThrownBy(() -> RunComparison.lines(
                        new RunComparison.Side(run("before", 1), Optional.of("bevore")), side(run("before", 1))))
                .hasMessage("no column bevore, but before");
    }
}
