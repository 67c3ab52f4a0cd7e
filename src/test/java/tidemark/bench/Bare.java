package tidemark.bench;

import java.util.List;

/** No tool: what the others are compared with. */
record Bare(Size size) implements Tool {
    static final String NAME = "bare";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String how() {
        return "no tool";
    }

    @Override
    public List<Observation> observations(Workload workload) {
        return List.of(Observation.TARGET);
    }

    @Override
    public List<String> command(Observation observation, Job job) {
        return switch (observation) {
            case TARGET, WHOLE -> job.command();
            case COUNT -> job.counting().command();
            case HEAP ->
                job.command(
                        "--preload=" + job.folders().products().resolve("peak-heap.so"),
                        "--set=BENCH_PEAK_HEAP=" + job.peakHeap());
        };
    }
}
