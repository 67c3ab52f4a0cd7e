package tidemark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs one workload in one size under any tool, and knows what it has to print. */
final class WorkloadRun {
    private static final int FIRST_LINES = 3;

    private final Workload workload;
    private final Size size;
    private final Folders folders;
    private final int limitSeconds;
    private final String expected;
    private final long peakHeapBytes;

    private WorkloadRun(
            Workload workload, Size size, Folders folders, int limitSeconds, String expected, long peakHeapBytes) {
        this.workload = workload;
        this.size = size;
        this.folders = folders;
        this.limitSeconds = limitSeconds;
        this.expected = expected;
        this.peakHeapBytes = peakHeapBytes;
    }

    /**
     * Runs it bare, for its output and its heap, and so that files are in the page cache.
     *
     * @throws BenchException if it does not run bare
     */
    static WorkloadRun rehearsed(Workload workload, Size size, Folders folders, int limitSeconds)
            throws IOException, InterruptedException, BenchException {
        WorkloadRun unknown = new WorkloadRun(workload, size, folders, limitSeconds, "", 0);
        Job job = unknown.prepared();
        Command command = unknown.execute(new Bare(size).command(Observation.HEAP, job), job);
        if (command.exitCode() != 0 || command.output().isEmpty()) {
            throw new BenchException(workload.name() + " does not run bare (exit code " + command.exitCode() + "): "
                    + firstLines(command.errors()) + "\nIt needs: apt-get install "
                    + String.join(" ", workload.packages()));
        }
        long heap = Arrays.stream(Measurement.numbers(job.peakHeap())).max().orElse(0);
        return new WorkloadRun(workload, size, folders, limitSeconds, command.output(), heap);
    }

    Workload workload() {
        return workload;
    }

    Size size() {
        return size;
    }

    Sample heap() {
        return new Sample(
                workload.name(),
                Bare.NAME,
                size,
                Observation.HEAP,
                1,
                Sample.OK,
                Map.of(Quantity.PEAK_HEAP_BYTES, peakHeapBytes));
    }

    /** @param errors takes what was written to standard error, a report for example */
    Sample under(Tool tool, Observation observation, int round, StringBuilder errors)
            throws IOException, InterruptedException, BenchException {
        Job job = prepared();
        Command command = execute(tool.command(observation, job), job);
        errors.append(command.errors());
        Measurement measurement = measurement(observation, job, command);
        String outcome = outcome(measurement, command, tool, observation);
        return new Sample(
                workload.name(),
                tool.name(),
                size,
                observation,
                round,
                outcome,
                outcome.equals(Sample.OK) ? measurement.quantities() : Map.of());
    }

    private Job prepared() throws IOException, InterruptedException, BenchException {
        removeAll(folders.run());
        Files.createDirectories(folders.run());
        if (!workload.preparation().isEmpty()) {
            Command preparation = Command.run(
                    workload.filled(workload.preparation(), size, folders), workload.environment(), folders.run());
            if (preparation.exitCode() != 0) {
                throw new BenchException(
                        workload.name() + " could not be prepared: " + firstLines(preparation.errors()));
            }
        }
        return new Job(folders, folders.run(), workload.filled(workload.command(), size, folders), limitSeconds);
    }

    /** With what the workload made behind its output. */
    private Command execute(List<String> words, Job job) throws IOException, InterruptedException, BenchException {
        Command command = Command.run(words, workload.environment(), job.folder());
        if (workload.result().isEmpty()) {
            return command;
        }
        Command result =
                Command.run(workload.filled(workload.result(), size, folders), workload.environment(), job.folder());
        return new Command(command.exitCode(), command.output() + result.output(), command.errors());
    }

    private Measurement measurement(Observation observation, Job job, Command command)
            throws IOException, BenchException {
        if (!Files.exists(job.measured())) {
            return new Measurement("not started (exit code " + command.exitCode() + ")", Map.of());
        }
        Measurement measurement = Measurement.parse(Files.readString(job.measured()));
        Map<Quantity, Long> quantities = new EnumMap<>(Quantity.class);
        if (observation == Observation.COUNT) {
            quantities.put(Quantity.INSTRUCTIONS, Measurement.instructions(job.counted()));
        } else {
            quantities.putAll(measurement.quantities());
        }
        if (Files.exists(job.held())) {
            quantities.put(
                    Quantity.HELD_NS,
                    Arrays.stream(Measurement.numbers(job.held())).sum());
        }
        return new Measurement(measurement.ending(), quantities);
    }

    private String outcome(Measurement measurement, Command command, Tool tool, Observation observation) {
        if (!measurement.ending().equals(Sample.OK)) {
            return measurement.ending();
        }
        if (!tool.printed(observation, command.output(), expected)) {
            return "other output";
        }
        return tool.objection(observation, command.errors()).orElse(Sample.OK);
    }

    static String firstLines(String text) {
        List<String> lines = new ArrayList<>(text.lines().limit(FIRST_LINES).toList());
        return String.join("\n", lines);
    }

    static void removeAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
