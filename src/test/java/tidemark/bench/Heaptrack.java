package tidemark.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * KDE's heap profiler. It observes one process, none of its children; what it records is read by an interpreter, a process of its own, at the same
 * time.
 *
 * @param prefix the folder that bin and lib of its installation are in
 */
record Heaptrack(String version, Path prefix) implements Tool {
    static final String NAME = "heaptrack";

    Path library() {
        return prefix.resolve("lib/heaptrack/libheaptrack_preload.so");
    }

    Path interpreter() {
        return prefix.resolve("lib/heaptrack/libexec/heaptrack_interpret");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String how() {
        return version;
    }

    @Override
    public Size size() {
        return Size.REDUCED;
    }

    @Override
    public List<Observation> observations(Workload workload) {
        if (workload.work() == Workload.Work.CHILDREN) {
            return List.of();
        }
        return workload.kind() == Workload.Kind.WHOLE_COMMAND
                ? List.of(Observation.WHOLE)
                : List.of(Observation.TARGET, Observation.WHOLE);
    }

    /** The script `heaptrack` prints around what the program prints. */
    @Override
    public boolean printed(Observation observation, String output, String expected) {
        return observation == Observation.WHOLE ? output.contains(expected) : output.equals(expected);
    }

    @Override
    public List<String> command(Observation observation, Job job) {
        String output = job.folder().resolve("heaptrack").toString();
        if (observation == Observation.WHOLE) {
            List<String> all = new ArrayList<>(List.of("heaptrack", "-o", output));
            all.addAll(job.program());
            return job.running(all).command();
        }
        String pipe = job.folder().resolve("heaptrack-pipe").toString();
        String script = job.folders().peers().resolve("heaptrack.sh").toString();
        return job.inside(
                List.of("sh", script, interpreter().toString(), output, pipe),
                "--preload=" + library(),
                "--set=DUMP_HEAPTRACK_OUTPUT=" + pipe);
    }
}
