package tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ResultsPageTest {
    /** If this fails: {@code ./build bench page > bench/RESULTS.md}. */
    @Test
    void publishedPageIsMadeFromThePublishedResults() throws Exception {
        Results results = ResultsFile.parse(Files.readString(Path.of("bench", "results.tsv")));
        assertThat(Files.readString(Path.of("bench", "RESULTS.md"))).isEqualTo(ResultsPage.text(results));
    }

    @Test
    void tableHasRatiosFailuresAndTheMean() {
        Results results = new Example()
                .tool("tidemark", Size.FULL)
                .tool("lsan", Size.REDUCED)
                .workload("a", Workload.Kind.TYPICAL)
                .workload("b", Workload.Kind.SPECIAL)
                .walls("a", "bare", Size.FULL, 2_000_000_000L, 2_000_000_000L)
                .walls("a", "tidemark", Size.FULL, 2_200_000_000L, 2_600_000_000L)
                .walls("a", "bare", Size.REDUCED, 1_000_000_000L)
                .walls("a", "lsan", Size.REDUCED, 12_000_000_000L)
                .walls("b", "bare", Size.FULL, 1_000_000_000L)
                .walls("b", "tidemark", Size.FULL, 1_500_000_000L)
                .failed("b", "lsan", "fails: signal 6")
                .results();
        assertThat(FigureTable.text(results, Figure.WALL)).endsWith("""
                | workload           | bare, s   | tidemark              | lsan *          |
                |--------------------|-----------|-----------------------|-----------------|
                | a                  | 2.00      | 1.20 (1.10..1.30)     | 12.0            |
                | b                  | 1.00      | 1.50                  | fails: signal 6 |
                | **geometric mean** | 1 of them | **1.20 (1.10..1.30)** | **12.0**        |
                """);
    }

    @Test
    void missingCountersAreSaid() {
        Results results = new Example()
                .tool("tidemark", Size.FULL)
                .workload("a", Workload.Kind.TYPICAL)
                .once("a", "bare", Observation.TARGET, Map.of(Quantity.WALL_NS, 1L))
                .results();
        assertThat(FigureTable.text(results, Figure.INSTRUCTIONS)).contains("Not available here");
        assertThat(FigureTable.text(results, Figure.PEAK)).isEmpty();
    }
}
