package tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ResultsTest {
    private final Example example = new Example()
            .tool("tidemark", Size.FULL)
            .tool("memcheck", Size.REDUCED)
            .workload("a", Workload.Kind.TYPICAL)
            .workload("b", Workload.Kind.TYPICAL)
            .walls("a", "bare", Size.FULL, 100, 200)
            .walls("a", "bare", Size.REDUCED, 10)
            .walls("a", "tidemark", Size.FULL, 110, 220)
            .walls("a", "memcheck", Size.REDUCED, 500);

    @Test
    void ratioIsToTheBareRunOfTheSameRoundAndSize() {
        Results results = example.results();
        assertThat(results.ratio(Figure.WALL, "a", "tidemark")).hasValue(new Ratio(1.1, 1.1, 1.1, 1.1, 2));
        assertThat(results.ratio(Figure.WALL, "a", "memcheck")).hasValue(new Ratio(50, 50, 50, 50, 1));
    }

    @Test
    void roundWithoutABareRunDoesNotCount() {
        example.walls("b", "bare", Size.FULL, 100).walls("b", "tidemark", Size.FULL, 200, 900);
        assertThat(example.results().ratio(Figure.WALL, "b", "tidemark")).hasValue(new Ratio(2, 2, 2, 2, 1));
    }

    @Test
    void geometricMeanNeedsAllTypicalWorkloads() {
        assertThat(example.results().geometricMean(Figure.WALL, "tidemark")).isEmpty();
        example.walls("b", "bare", Size.FULL, 100).walls("b", "tidemark", Size.FULL, 110);
        assertThat(example.results()
                        .geometricMean(Figure.WALL, "tidemark")
                        .orElseThrow()
                        .text())
                .isEqualTo("1.10");
    }

    @Test
    void wholeCommandIsTheTargetWhereThereIsNothingElse() {
        example.walls("a", "tidemark", Size.FULL, Observation.WHOLE, 300);
        assertThat(example.results()
                        .ratio(Figure.WHOLE_WALL, "a", "tidemark")
                        .orElseThrow()
                        .median())
                .isEqualTo(3);
        assertThat(example.results()
                        .ratio(Figure.WHOLE_WALL, "a", "memcheck")
                        .orElseThrow()
                        .median())
                .isEqualTo(50);
    }

    @Test
    void failedRunHasNoRatioButAReason() {
        Results results = example.failed("b", "tidemark", "fails: signal 6").results();
        assertThat(results.ratio(Figure.WALL, "b", "tidemark")).isEmpty();
        assertThat(results.failure(Figure.WALL, "b", "tidemark")).hasValue("fails: signal 6");
        assertThat(results.failure(Figure.WALL, "a", "tidemark")).isEmpty();
    }

    @Test
    void timeHeldIsTakenOffTheWallTime() {
        Results results = example.once("b", "bare", Observation.TARGET, Map.of(Quantity.WALL_NS, 100L))
                .once("b", "tidemark", Observation.TARGET, Map.of(Quantity.WALL_NS, 150L, Quantity.HELD_NS, 40L))
                .results();
        assertThat(results.ratio(Figure.WALL, "b", "tidemark").orElseThrow().median())
                .isEqualTo(1.5);
        assertThat(results.ratio(Figure.RUNNING, "b", "tidemark").orElseThrow().median())
                .isEqualTo(1.1);
        assertThat(results.ratio(Figure.RUNNING, "a", "memcheck")).isEmpty();
    }
}
