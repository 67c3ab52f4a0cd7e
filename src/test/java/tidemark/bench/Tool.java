package tidemark.bench;

import java.util.List;
import java.util.Optional;

/** Something to run workloads under; {@link Bare} is nothing. */
interface Tool {
    /** One word, for tables, files and options. */
    String name();

    /** Version and options, for the reader. */
    String how();

    /** What size its runs have. */
    Size size();

    /** What there is to measure of it and of the workload, besides what tells nothing new. */
    List<Observation> observations(Workload workload);

    /** The command line that runs the job so that this is measured. */
    List<String> command(Observation observation, Job job);

    /** Whether the output is the program's. */
    default boolean printed(Observation observation, String output, String expected) {
        return output.equals(expected);
    }

    /** Why the run is no measurement although the program ended well; looked at before its folder is removed. */
    default Optional<String> objection(Observation observation, String standardError) {
        return Optional.empty();
    }
}
