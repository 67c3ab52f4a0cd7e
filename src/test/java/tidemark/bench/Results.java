package tidemark.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A run of the benchmark.
 *
 * @param facts machine, versions, date: name and value, in order
 * @param tools name and how it was run, in the tables' order, without bare
 * @param workloads by name
 */
record Results(
        Map<String, String> facts, Map<String, Tested> tools, Map<String, Played> workloads, List<Sample> samples) {
    /** @param size what its ratios are for */
    record Tested(String how, Size size) {}

    record Played(String what, Workload.Kind kind) {}

    Results {
        facts = new LinkedHashMap<>(facts);
        tools = new LinkedHashMap<>(tools);
        workloads = new LinkedHashMap<>(workloads);
        samples = List.copyOf(samples);
    }

    Results with(List<Sample> others) {
        return new Results(facts, tools, workloads, others);
    }

    /** The workloads of one kind, in order. */
    List<String> workloads(Workload.Kind kind) {
        return workloads.entrySet().stream()
                .filter(entry -> entry.getValue().kind() == kind)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Each of the tool's runs over the bare run of the same round. */
    Optional<Ratio> ratio(Figure figure, String workload, String tool) {
        List<Double> values = new ArrayList<>();
        List<Double> bareValues = new ArrayList<>();
        for (Sample sample : runs(figure.observation, workload, tool).toList()) {
            Optional<Sample> bare = bare(figure.observation, sample);
            OptionalDouble value = figure.of(sample);
            OptionalDouble bareValue = bare.isPresent() ? figure.ofBare(bare.get()) : OptionalDouble.empty();
            if (value.isPresent() && bareValue.isPresent() && bareValue.getAsDouble() > 0) {
                values.add(value.getAsDouble());
                bareValues.add(bareValue.getAsDouble());
            }
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(Ratio.of(array(values), array(bareValues)));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Over all typical workloads; empty if one of them is missing. */
    Optional<Ratio> geometricMean(Figure figure, String tool) {
        List<Ratio> ratios = new ArrayList<>();
        List<String> typical = workloads(Workload.Kind.TYPICAL);
        for (String workload : typical) {
            ratio(figure, workload, tool).ifPresent(ratios::add);
        }
        return ratios.isEmpty() || ratios.size() < typical.size()
                ? Optional.empty()
                : Optional.of(Ratio.geometricMean(ratios));
    }

    /** The median in the figure's unit, of the runs of the full size. */
    OptionalDouble median(Figure figure, String workload, String tool) {
        Size size = figure == Figure.COUNTED ? Size.REDUCED : Size.FULL;
        double[] values = runs(figure.observation, workload, tool)
                .filter(sample -> sample.size() == size)
                .mapToDouble(sample -> figure.of(sample).orElse(Double.NaN))
                .filter(value -> !Double.isNaN(value))
                .toArray();
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Ratio.median(values) / figure.scale);
    }

    /** In bytes, of the full size. */
    OptionalLong peakHeapBytes(String workload) {
        return samples.stream()
                .filter(sample -> sample.workload().equals(workload) && sample.observation() == Observation.HEAP)
                .filter(sample -> sample.size() == Size.FULL)
                .flatMapToLong(sample -> sample.quantity(Quantity.PEAK_HEAP_BYTES).stream())
                .findFirst();
    }

    /** Why there is no ratio: the outcome of a run that failed. */
    Optional<String> failure(Figure figure, String workload, String tool) {
        return all(figure.observation, workload, tool)
                .filter(sample -> !sample.ok())
                .map(Sample::outcome)
                .findFirst();
    }

    private Stream<Sample> runs(Observation observation, String workload, String tool) {
        return all(observation, workload, tool).filter(Sample::ok);
    }

    private Stream<Sample> all(Observation observation, String workload, String tool) {
        Observation source = observation == Observation.WHOLE && !hasWholeRuns(tool) ? Observation.TARGET : observation;
        return samples.stream()
                .filter(sample -> sample.observation() == source)
                .filter(sample ->
                        sample.workload().equals(workload) && sample.tool().equals(tool));
    }

    /** Where there are none, the target's runs are of the whole command. */
    private boolean hasWholeRuns(String tool) {
        return samples.stream()
                .anyMatch(sample -> sample.tool().equals(tool) && sample.observation() == Observation.WHOLE);
    }

    private Optional<Sample> bare(Observation observation, Sample sample) {
        return runs(observation, sample.workload(), Bare.NAME)
                .filter(bare -> bare.size() == sample.size() && bare.round() == sample.round())
                .findFirst();
    }
}
