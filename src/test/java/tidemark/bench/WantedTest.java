package tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WantedTest {
    private final Example example = new Example().tool(Tidemark.NAME, Size.FULL).tool(Valgrind.NAME, Size.REDUCED);

    private Wanted only(String what) {
        return Wanted.all(example.results(), Tidemark.NAME).stream()
                .filter(wanted -> wanted.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    private Example walls(String workload, long bare, long tidemark) {
        return example.workload(workload, Workload.Kind.SPECIAL)
                .walls(workload, Bare.NAME, Size.FULL, bare)
                .walls(workload, Tidemark.NAME, Size.FULL, tidemark);
    }

    @Test
    void medianAboveTheLimitIsMissed() {
        walls(Workloads.MALLOC_5, 100, 200);
        Wanted wanted = only("malloc-5, wall time");
        assertThat(wanted.isReached()).isFalse();
        assertThat(Wanted.text(List.of(wanted))).contains("| 1.60 ", "| 2.00 ", "missed by 25 %");
    }

    @Test
    void limitItselfIsReached() {
        walls(Workloads.MALLOC_5, 100, 160);
        assertThat(only("malloc-5, wall time").isReached()).isTrue();
    }

    @Test
    void meanOfSomeIsNotTheMeanThatIsWanted() {
        List<String> typical = List.of("php", "python", "sqlite3", "lua", "g++", "git");
        for (String workload : typical) {
            assertThat(only("geometric mean, wall time").reached()).isEmpty();
            example.workload(workload, Workload.Kind.TYPICAL)
                    .walls(workload, Bare.NAME, Size.FULL, 100)
                    .walls(workload, Tidemark.NAME, Size.FULL, 110);
        }
        assertThat(only("geometric mean, wall time").isReached()).isTrue();
    }

    @Test
    void severalThreadsMayCostTenPercentMoreThanOne() {
        walls(Workloads.MALLOC_5, 100, 200);
        walls("malloc-5-threads-2", 50, 109);
        assertThat(only("malloc-5-threads-2, wall time").isReached()).isTrue();
        walls("malloc-5-threads-4", 50, 111);
        assertThat(only("malloc-5-threads-4, wall time").isReached()).isFalse();
    }

    @Test
    void memchecksTenthIsByRatiosToBare() {
        walls(Workloads.MODULES, 100, 210);
        example.walls(Workloads.MODULES, Bare.NAME, Size.REDUCED, 10)
                .walls(Workloads.MODULES, Valgrind.NAME, Size.REDUCED, 200);
        Wanted wanted = only("modules, wall time, of Memcheck's");
        assertThat(wanted.reached().orElseThrow().median()).isCloseTo(0.105, within(1e-9));
        assertThat(wanted.isReached()).isFalse();
    }

    @Test
    void memoryMayBeBareAQuarterOfTheHeapAndEightMegabytes() {
        example.workload("php", Workload.Kind.TYPICAL)
                .once("php", Bare.NAME, Observation.TARGET, Map.of(Quantity.MAX_RSS_KB, 30L * 1024))
                .once("php", Bare.NAME, Observation.HEAP, Map.of(Quantity.PEAK_HEAP_BYTES, 20L << 20))
                .once("php", Tidemark.NAME, Observation.TARGET, Map.of(Quantity.MAX_RSS_KB, 43L * 1024));
        Wanted wanted = only("php, peak memory, MB");
        assertThat(wanted.atMost()).isEqualTo(43);
        assertThat(wanted.isReached()).isTrue();
    }

    @Test
    void whatWasNotMeasuredIsNeitherReachedNorMissed() {
        Wanted wanted = only("malloc-50, wall time");
        assertThat(wanted.isReached()).isFalse();
        assertThat(Wanted.text(List.of(wanted))).endsWith("Not measured: malloc-50, wall time.\n");
    }
}
