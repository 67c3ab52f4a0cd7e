package tidemark.bench;

import java.util.List;

/**
 * A tool that is a library in the target, so that target and whole command are the same.
 *
 * @param setting an environment variable with its options, NAME=VALUE, in which {@code {run}} is the folder of the run
 */
record Preloaded(String name, String how, Size size, String library, String setting) implements Tool {
    @Override
    public List<Observation> observations(Workload workload) {
        return List.of(Observation.TARGET);
    }

    @Override
    public List<String> command(Observation observation, Job job) {
        return job.command(
                "--preload=" + library,
                "--set=" + setting.replace("{run}", job.folder().toString()));
    }
}
