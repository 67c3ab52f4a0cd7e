package tidemark.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results made for a test, run by run. */
final class Example {
    private final Map<String, Results.Tested> tools = new LinkedHashMap<>();
    private final Map<String, Results.Played> workloads = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();

    Example tool(String name, Size size) {
        tools.put(name, new Results.Tested("how " + name + " runs", size));
        return this;
    }

    Example workload(String name, Workload.Kind kind) {
        workloads.put(name, new Results.Played("what " + name + " does", kind));
        return this;
    }

    /** Wall times of the target in rounds from 1 on. */
    Example walls(String workload, String tool, Size size, long... nanos) {
        return walls(workload, tool, size, Observation.TARGET, nanos);
    }

    Example walls(String workload, String tool, Size size, Observation observation, long... nanos) {
        for (int i = 0; i < nanos.length; i++) {
            samples.add(new Sample(
                    workload, tool, size, observation, i + 1, Sample.OK, Map.of(Quantity.WALL_NS, nanos[i])));
        }
        return this;
    }

    Example once(String workload, String tool, Observation observation, Map<Quantity, Long> quantities) {
        samples.add(new Sample(workload, tool, Size.FULL, observation, 1, Sample.OK, quantities));
        return this;
    }

    Example failed(String workload, String tool, String outcome) {
        samples.add(new Sample(workload, tool, Size.FULL, Observation.TARGET, 1, outcome, Map.of()));
        return this;
    }

    Results results() {
        return new Results(Map.of("date", "today"), tools, workloads, samples);
    }
}
