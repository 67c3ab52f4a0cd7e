package tidemark.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tidemark as it is built here, or with another agent, or another checkout's.
 *
 * @param script the script {@code tidemark} to call
 * @param settings environment variables for it, NAME=VALUE
 */
record Tidemark(String name, String how, Path script, List<String> settings) implements Tool {
    static final String NAME = "tidemark";

    private static final String REPORT = "HEAP SUMMARY:";
    private static final Pattern NOT_OBSERVED = Pattern.compile("(?:is not|was not|cannot be) observed");

    /** The build of this checkout. */
    static Tidemark here(Folders folders) {
        return new Tidemark(NAME, "of this checkout", folders.home().resolve("tidemark"), List.of());
    }

    @Override
    public Size size() {
        return Size.FULL;
    }

    @Override
    public List<Observation> observations(Workload workload) {
        return workload.kind() == Workload.Kind.WHOLE_COMMAND
                ? List.of(Observation.WHOLE)
                : List.of(Observation.TARGET, Observation.WHOLE);
    }

    @Override
    public List<String> command(Observation observation, Job job) {
        return switch (observation) {
            case TARGET ->
                job.inside(
                        tidemark(),
                        "--preload=" + job.folders().products().resolve("held.so"),
                        "--set=BENCH_HELD=" + job.held());
            case WHOLE -> job.running(observed(job.program())).command();
            case COUNT -> job.running(observed(job.counting().program())).command();
            case HEAP -> throw new IllegalArgumentException("The heap is measured bare");
        };
    }

    private List<String> observed(List<String> program) {
        List<String> all = new ArrayList<>(tidemark());
        all.addAll(program);
        return all;
    }

    /** By env(1), so that no other tool sees the settings. */
    private List<String> tidemark() {
        List<String> all = new ArrayList<>(List.of("env", "TIDEMARK_REBUILD=no"));
        all.addAll(settings);
        all.add(script.toString());
        return all;
    }

    /** Inside, the measuring program is observed as well. */
    @Override
    public Optional<String> objection(Observation observation, String standardError) {
        Matcher refusal = NOT_OBSERVED.matcher(standardError);
        if (refusal.find()) {
            return Optional.of("a process was not observed");
        }
        int reports = standardError.split(REPORT, -1).length - 1;
        return reports >= (observation == Observation.TARGET ? 2 : 1)
                ? Optional.empty()
                : Optional.of("no report of the program");
    }
}
