package tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code bench/measure.c} compiled, and a shell as the tool. */
final class WorkloadRunTest {
    @TempDir
    private Path home;

    private Folders folders;

    @BeforeEach
    void compile() throws Exception {
        folders = new Folders(home);
        Files.createDirectories(folders.products());
        compile("measure.c", "measure", List.of("-D_GNU_SOURCE"));
        compile("peak-heap.c", "peak-heap.so", List.of("-fPIC", "-shared"));
    }

    private void compile(String source, String product, List<String> flags) throws Exception {
        List<String> command = new ArrayList<>(List.of("gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror"));
        command.addAll(flags);
        command.addAll(List.of("-o", folders.products().resolve(product).toString()));
        command.add(Path.of("bench", source).toAbsolutePath().toString());
        Command compiler = Command.run(command, List.of(), home);
        assertThat(compiler.exitCode()).as(compiler.errors()).isZero();
    }

    /** Runs the program by a line of shell, in which "$@" is the program. */
    private record Shell(String line) implements Tool {
        @Override
        public String name() {
            return "shell";
        }

        @Override
        public String how() {
            return line;
        }

        @Override
        public Size size() {
            return Size.TINY;
        }

        @Override
        public List<Observation> observations(Workload workload) {
            return List.of(Observation.TARGET);
        }

        @Override
        public List<String> command(Observation observation, Job job) {
            List<String> words = new ArrayList<>(List.of("sh", "-c", line, "sh"));
            words.addAll(job.program());
            return job.running(words).command();
        }

        @Override
        public Optional<String> objection(Observation observation, String standardError) {
            return standardError.isEmpty() ? Optional.empty() : Optional.of("says " + standardError.strip());
        }
    }

    private WorkloadRun printing(String word) throws IOException, InterruptedException, BenchException {
        Workload workload = new Workload(
                "print", Workload.Kind.SPECIAL, "", List.of("printf", "%s", "{size}"), "full", "reduced", word);
        return WorkloadRun.rehearsed(workload, Size.TINY, folders, 2);
    }

    private String outcomeOf(String line) throws IOException, InterruptedException, BenchException {
        return printing("tiny")
                .under(new Shell(line), Observation.TARGET, 1, new StringBuilder())
                .outcome();
    }

    @Test
    void sameOutputIsOk() throws Exception {
        Sample sample = printing("tiny").under(new Shell("\"$@\""), Observation.TARGET, 3, new StringBuilder());
        assertThat(sample.outcome()).isEqualTo(Sample.OK);
        assertThat(sample.round()).isEqualTo(3);
        assertThat(sample.quantity(Quantity.WALL_NS).orElse(0)).isPositive();
        assertThat(sample.quantity(Quantity.MAX_RSS_KB).orElse(0)).isBetween(500L, 50_000L);
    }

    @Test
    void whatGoesWrongIsTold() throws Exception {
        assertThat(outcomeOf("\"$@\" | tr t T")).isEqualTo("other output");
        assertThat(outcomeOf("\"$@\"; exit 3")).isEqualTo("fails: exit code 3");
        assertThat(outcomeOf("\"$@\"; kill -SEGV $$")).isEqualTo("fails: signal 11");
        assertThat(outcomeOf("\"$@\"; echo no >&2")).isEqualTo("says no");
    }

    @Test
    void failedRunHasNoQuantities() throws Exception {
        Sample sample = printing("tiny").under(new Shell("exit 1"), Observation.TARGET, 1, new StringBuilder());
        assertThat(sample.quantities()).isEmpty();
    }

    /** Also a descendant in a session of its own is ended: else measure would wait for it for ever. */
    @Test
    void whatTakesTooLongIsEndedWithAllItsDescendants() throws Exception {
        assertThat(outcomeOf("\"$@\"; setsid tail -f /dev/null & exec tail -f /dev/null"))
                .isEqualTo("took too long");
    }

    /** The child, with 60 MB, outlives the program. */
    @Test
    void orphansAreWaitedForAndCount() throws Exception {
        Shell leavingChild = new Shell("\"$@\"; /usr/bin/python3 -c \"len(b'x' * 60000000)\" >/dev/null & exit 0");
        Sample sample = printing("tiny").under(leavingChild, Observation.TARGET, 1, new StringBuilder());
        assertThat(sample.outcome()).isEqualTo(Sample.OK);
        assertThat(sample.quantity(Quantity.MAX_RSS_KB).orElse(0)).isGreaterThan(60_000);
    }

    /** 50 MB that are released long before the end. */
    @Test
    void peakOfTheHeapIsMeasured() throws Exception {
        Workload workload = new Workload(
                "python",
                Workload.Kind.SPECIAL,
                "",
                List.of("/usr/bin/python3", "-c", "print(len(b'x' * {size}))"),
                "",
                "",
                "50000000");
        Sample heap = WorkloadRun.rehearsed(workload, Size.TINY, folders, 60).heap();
        assertThat(heap.quantity(Quantity.PEAK_HEAP_BYTES).orElse(0)).isBetween(50_000_000L, 60_000_000L);
    }

    @Test
    void workloadThatDoesNotRunBareNamesItsPackages() {
        Workload workload = new Workload(
                        "broken", Workload.Kind.SPECIAL, "", List.of("sh", "-c", "echo wrong >&2; exit 2"), "", "", "")
                .needs("broken-cli");
        assertThatThrownBy(() -> WorkloadRun.rehearsed(workload, Size.TINY, folders, 60))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("broken does not run bare (exit code 2): wrong")
                .hasMessageContaining("apt-get install broken-cli");
    }
}
