package tidemark.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The order of the runs. In each round every workload is run under every tool, one run after another, so that what changes on the machine changes for
 * all; each round begins with another tool. A tool that has used up its seconds for a workload is left out of further rounds, so that slow ones have
 * fewer; and so is one that fails.
 */
final class Schedule {
    private static final int LIMIT_SECONDS = 180;

    private final Folders folders;
    private final List<Workload> workloads;
    private final List<Tool> tools;
    private final int rounds;
    private final long secondsEach;
    private final Consumer<String> progress;
    private final List<Sample> samples = new ArrayList<>();

    /** Is given all samples so far, again and again, so that an interrupted run is not lost. */
    @FunctionalInterface
    interface Keeping {
        void keep(List<Sample> samples) throws IOException;
    }

    /** @param secondsEach a tool that has taken so long for a workload has no further rounds of it */
    Schedule(
            Folders folders,
            List<Workload> workloads,
            List<Tool> tools,
            int rounds,
            long secondsEach,
            Consumer<String> progress) {
        this.folders = folders;
        this.workloads = workloads;
        this.tools = tools;
        this.rounds = rounds;
        this.secondsEach = secondsEach;
        this.progress = progress;
    }

    private record Turn(Tool tool, Observation observation, WorkloadRun run) {}

    List<Sample> run(Keeping keeping) throws IOException, InterruptedException, BenchException {
        Map<Workload, List<Turn>> turns = new LinkedHashMap<>();
        for (Workload workload : workloads) {
            turns.put(workload, turns(workload));
        }
        Map<Turn, Long> nanosSpent = new HashMap<>();
        long limit = TimeUnit.SECONDS.toNanos(secondsEach);
        for (int round = 1; round <= rounds; round++) {
            for (Workload workload : workloads) {
                progress.accept("round " + round + " of " + rounds + ": " + workload.name());
                for (Turn turn : rotated(turns.getOrDefault(workload, List.of()), round)) {
                    if (turn.tool() instanceof Bare || nanosSpent.getOrDefault(turn, 0L) < limit) {
                        long start = System.nanoTime();
                        boolean again = play(turn, round);
                        nanosSpent.merge(turn, again ? System.nanoTime() - start : limit, Long::sum);
                    }
                }
                keeping.keep(List.copyOf(samples));
            }
        }
        count(keeping);
        return List.copyOf(samples);
    }

    private List<Turn> turns(Workload workload) throws IOException, InterruptedException, BenchException {
        progress.accept("rehearsing " + workload.name());
        Map<Size, WorkloadRun> runs = new HashMap<>();
        List<Turn> turns = new ArrayList<>();
        for (Tool tool : tools) {
            List<Observation> observations = tool.observations(workload);
            if (observations.isEmpty()) {
                continue;
            }
            if (!runs.containsKey(tool.size())) {
                WorkloadRun run = WorkloadRun.rehearsed(workload, tool.size(), folders, LIMIT_SECONDS);
                runs.put(tool.size(), run);
                samples.add(run.heap());
            }
            for (Observation observation : observations) {
                turns.add(new Turn(tool, observation, runs.get(tool.size())));
            }
        }
        return turns;
    }

    private static List<Turn> rotated(List<Turn> turns, int round) {
        List<Turn> order = new ArrayList<>(turns);
        Collections.rotate(order, -(round - 1));
        return order;
    }

    /**
     * A bare run that fails at the beginning ends all: there is nothing to compare with.
     *
     * @return whether it makes sense to do it again
     */
    private boolean play(Turn turn, int round) throws IOException, InterruptedException, BenchException {
        StringBuilder errors = new StringBuilder();
        Sample sample = turn.run().under(turn.tool(), turn.observation(), round, errors);
        samples.add(sample);
        if (!sample.ok()) {
            String what = "%s under %s (%s): %s"
                    .formatted(
                            sample.workload(),
                            sample.tool(),
                            sample.observation().word(),
                            sample.outcome());
            if (turn.tool() instanceof Bare && round == 1 && turn.observation() != Observation.COUNT) {
                throw new BenchException(what + "\n" + WorkloadRun.firstLines(errors.toString()));
            }
            progress.accept(what);
        }
        return sample.ok();
    }

    /** Where the machine does not count instructions. */
    private void count(Keeping keeping) throws IOException, InterruptedException, BenchException {
        boolean counted = samples.stream()
                .anyMatch(sample -> sample.quantity(Quantity.INSTRUCTIONS).isPresent());
        boolean possible = Command.firstLine("valgrind", "--version").isPresent();
        if (counted || !possible) {
            return;
        }
        for (Workload workload : workloads) {
            if (workload.kind() == Workload.Kind.WHOLE_COMMAND) {
                continue;
            }
            progress.accept("counting instructions: " + workload.name());
            WorkloadRun run = WorkloadRun.rehearsed(workload, Size.REDUCED, folders, LIMIT_SECONDS);
            play(new Turn(new Bare(Size.REDUCED), Observation.COUNT, run), 1);
            for (Tool tool : tools) {
                if (tool instanceof Tidemark) {
                    play(new Turn(tool, Observation.COUNT, run), 1);
                }
            }
            keeping.keep(List.copyOf(samples));
        }
    }
}
