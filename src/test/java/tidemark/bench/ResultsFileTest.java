package tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResultsFileTest {
    @Test
    void whatIsWrittenIsRead() throws BenchException {
        Results results = new Example()
                .tool("tidemark", Size.FULL)
                .workload("a", Workload.Kind.TYPICAL)
                .workload("hello", Workload.Kind.WHOLE_COMMAND)
                .once("a", "tidemark", Observation.TARGET, Map.of(Quantity.WALL_NS, 1L, Quantity.HELD_NS, 2L))
                .failed("a", "lsan", "fails: signal 11")
                .results();
        assertThat(ResultsFile.parse(ResultsFile.text(results))).isEqualTo(results);
    }

    @Test
    void sampleIsOneLine() {
        String text = ResultsFile.text(new Example()
                .once("a", "bare", Observation.HEAP, Map.of(Quantity.PEAK_HEAP_BYTES, 4096L))
                .results());
        assertThat(text).endsWith("\nsample\ta\tbare\tfull\theap\t1\tok\tpeak_heap_bytes=4096\n");
    }

    @Test
    void anotherFileIsRefused() {
        assertThatThrownBy(() -> ResultsFile.parse("hello\n")).hasMessageContaining("no results of ./build bench");
        assertThatThrownBy(() -> ResultsFile.parse("")).hasMessageContaining("no results of ./build bench");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sample\ta\tbare\tfull\ttarget\tone\tok",
                "sample\ta\tbare\thuge\ttarget\t1\tok",
                "sample\ta\tbare\tfull\ttarget\t1\tok\twall_ns",
                "sample\ta",
                "other\ta"
            })
    void damagedLineIsNamed(String line) {
        assertThatThrownBy(() -> ResultsFile.parse("tidemark-bench\t1\n" + line + "\n"))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining(line);
    }
}
