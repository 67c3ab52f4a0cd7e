package tidemark.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes with random heaps: verdicts, holders and causes are those that follow from what the program says of itself. {@code -Drandom.heaps=N}
 * for N of them, {@code -Drandom.first=SEED} for others than usual; {@code ./build random N} does that.
 */
final class RandomHeapProgramTest {
    private static final int HEAPS = Integer.getInteger("random.heaps", 12);
    private static final int FIRST = Integer.getInteger("random.first", 1);
    private static final String CAUSE = "lost when module-gone.so was unloaded: last held by words";
    private static final Pattern LEFT_OUT = Pattern.compile("\\((\\d+) more blocks\\)");

    @TempDir
    private Path folder;

    private final Map<Kind, Integer> seen = new EnumMap<>(Kind.class);
    private int causes;
    private int chains;

    @Test
    void verdictsHoldersAndCausesAreTheKnownOnes() throws Exception {
        for (int seed = FIRST; seed < FIRST + HEAPS; seed++) {
            check(seed, seed % 7 == 0 ? 1000 : 20 + seed % 5 * 60);
        }
        assertThat(seen).hasSize(4);
        assertThat(causes).isPositive();
        assertThat(chains).isPositive();
    }

    private void check(int seed, int count) throws Exception {
        Path file = folder.resolve("description");
        Run run = Tool.TIDEMARK.run("random-heap " + seed + " " + count + " module-kept.so module-gone.so " + file);
        assertThat(run.exitCode()).as(run::toString).isZero();
        RandomHeapDescription heap = new RandomHeapDescription(file);
        Map<Long, LossRecord> records = recordsOfTheHeap(run);
        assertThat(records).as("seed %d", seed).hasSize(count);
        for (int number = 0; number < heap.count(); number++) {
            LossRecord record = Objects.requireNonNull(records.get(RandomHeapDescription.size(number)));
            String what = "seed " + seed + ", block " + number + ": " + record;
            assertThat(record.kind()).as(what).isEqualTo(heap.kind(number));
            assertThat(record.indirectBytes()).as(what).isEqualTo(heap.indirectBytes(number));
            checkRemarks(what, heap, number, record.remarks());
            seen.merge(record.kind(), 1, Integer::sum);
        }
    }

    /** Each block has a call path of its own, through the functions zero and one. */
    private static Map<Long, LossRecord> recordsOfTheHeap(Run run) {
        Map<Long, LossRecord> records = new HashMap<>();
        for (Kind kind : Kind.values()) {
            for (LossRecord record : run.report().records(kind)) {
                if (record.functions().contains("build") && record.functions().contains("zero")) {
                    assertThat(record.blocks()).isEqualTo(1);
                    records.put(record.directBytes(), record);
                }
            }
        }
        return records;
    }

    private void checkRemarks(String what, RandomHeapDescription heap, int number, List<String> remarks) {
        if (heap.lostWithModule(number)) {
            assertThat(remarks).as(what).singleElement().asString().startsWith(CAUSE);
            causes++;
        } else if (heap.kind(number) == Kind.STILL_REACHABLE) {
            assertThat(remarks)
                    .as(what)
                    .singleElement()
                    .asString()
                    .startsWith("held by ")
                    .endsWith(" -> this");
            checkChain(what, heap, number, remarks.getFirst());
        } else {
            assertThat(remarks).as(what).isEmpty();
        }
    }

    private void checkChain(String what, RandomHeapDescription heap, int number, String remark) {
        int links = remark.split(" -> block of ", -1).length - 1;
        Matcher leftOut = LEFT_OUT.matcher(remark);
        links += leftOut.find() ? Integer.parseInt(leftOut.group(1)) : 0;
        assertThat(links).as(what).isEqualTo(heap.distance(number));
        if (links == 0) {
            assertThat(heap.rootsOf(number)).as(what).contains(rootKind(remark));
        }
        chains++;
    }

    /** The agent knows modules from call paths; one that is in none is a mapping of its file. */
    private static String rootKind(String remark) {
        if (remark.contains("/module-kept.so+")) {
            return "module";
        }
        return switch (remark.substring("held by ".length()).split(" ", -1)[0]) {
            case "random-heap:" -> "variable";
            case "module-kept.so:" -> "module";
            case "stack" -> "stack";
            case "TLS" -> "tls";
            default -> "mapping";
        };
    }
}
