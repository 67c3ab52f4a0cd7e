package tidemark.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Each workload once and tiny: bare, under Tidemark, under Tidemark's debug agent and under one peer. Looked at is that each runs, prints what it
 * prints bare, is measured, and that the debug agent's walks are those of libgcc. No time is judged.
 */
final class ShortForm {
    private static final int LIMIT_SECONDS = 300;
    /** Prime, so that it does not fall into step with a loop. */
    private static final String COMPARE_EVERY = "TIDEMARK_COMPARE_EVERY=7";

    private static final Pattern COMPARED = Pattern.compile(
            "tidemark: process \\d+: (\\d+) walks of (\\d+) frames compared with libgcc's, (\\d+) different");

    private final Folders folders;
    private final Tidemark tidemark;
    private final Tidemark debug;
    private final Tool peer;
    private final Consumer<String> progress;
    private final List<String> complaints = new ArrayList<>();

    ShortForm(Folders folders, Tool peer, Consumer<String> progress) {
        this.folders = folders;
        this.tidemark = Tidemark.here(folders);
        this.debug = new Tidemark("debug agent", "", tidemark.script(), List.of(COMPARE_EVERY));
        this.peer = peer;
        this.progress = progress;
    }

    /** @return what was wrong; empty if nothing */
    List<String> run(List<Workload> workloads) throws IOException, InterruptedException, BenchException {
        for (Workload workload : workloads) {
            run(workload);
        }
        return List.copyOf(complaints);
    }

    private void run(Workload workload) throws IOException, InterruptedException, BenchException {
        int complaintsBefore = complaints.size();
        WorkloadRun run = WorkloadRun.rehearsed(workload, Size.TINY, folders, LIMIT_SECONDS);
        check(run, new Bare(Size.TINY), Observation.TARGET);
        for (Observation observation : tidemark.observations(workload)) {
            check(run, tidemark, observation);
        }
        List<Observation> ofPeer = peer.observations(workload);
        if (!ofPeer.isEmpty()) {
            check(run, peer, ofPeer.getFirst());
        }
        long walks = compareWalks(run, check(run, debug, Observation.WHOLE));
        if (complaints.size() == complaintsBefore) {
            progress.accept("%s: prints the same bare and under Tidemark%s; %d walks are libgcc's"
                    .formatted(workload.name(), underPeer(workload), walks));
        }
    }

    private String underPeer(Workload workload) {
        return peer.observations(workload).isEmpty() ? "" : " and " + peer.name();
    }

    /** @return what was written to standard error */
    private String check(WorkloadRun run, Tool tool, Observation observation)
            throws IOException, InterruptedException, BenchException {
        StringBuilder errors = new StringBuilder();
        Sample sample = run.under(tool, observation, 1, errors);
        if (!sample.ok()) {
            complain(run, tool, sample.outcome() + "\n" + WorkloadRun.firstLines(errors.toString()));
        } else {
            checkQuantities(run, tool, observation, sample);
        }
        return errors.toString();
    }

    private void checkQuantities(WorkloadRun run, Tool tool, Observation observation, Sample sample) {
        for (Quantity quantity : List.of(Quantity.WALL_NS, Quantity.USER_US, Quantity.MAX_RSS_KB)) {
            if (sample.quantity(quantity).isEmpty()) {
                complain(run, tool, "no " + quantity.word());
            }
        }
        boolean held = sample.quantity(Quantity.HELD_NS).orElse(0) > 0;
        if (tool.equals(tidemark) && observation == Observation.TARGET && !held) {
            complain(run, tool, "was not held at its end");
        }
    }

    private long compareWalks(WorkloadRun run, String errors) {
        List<MatchResult> compared = COMPARED.matcher(errors).results().toList();
        long walks = sum(compared, 1);
        if (walks == 0) {
            complain(run, debug, "no walk was compared");
        }
        if (sum(compared, 3) > 0) {
            complain(run, debug, sum(compared, 3) + " of " + walks + " walks are not libgcc's");
        }
        return walks;
    }

    private static long sum(List<MatchResult> results, int group) {
        return results.stream()
                .mapToLong(result -> Long.parseLong(result.group(group)))
                .sum();
    }

    private void complain(WorkloadRun run, Tool tool, String what) {
        complaints.add(run.workload().name() + " under " + tool.name() + ": " + what);
    }
}
