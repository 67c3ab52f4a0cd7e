package tidemark.bench;

import java.util.ArrayList;
import java.util.List;

/** Memcheck. The tool is the process that the program runs in, so target and whole command are the same. */
record Valgrind(String version) implements Tool {
    static final String NAME = "memcheck";

    private static final List<String> OPTIONS = List.of("--leak-check=full", "--trace-children=yes");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String how() {
        return version + " " + String.join(" ", OPTIONS);
    }

    @Override
    public Size size() {
        return Size.REDUCED;
    }

    @Override
    public List<Observation> observations(Workload workload) {
        return List.of(Observation.TARGET);
    }

    @Override
    public List<String> command(Observation observation, Job job) {
        List<String> all = new ArrayList<>(List.of("valgrind"));
        all.addAll(OPTIONS);
        all.add("--log-file=" + job.folder().resolve("memcheck.%p"));
        all.addAll(job.program());
        return job.running(all).command();
    }
}
