package tidemark.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tidemark.reachability.Reachability;
import tidemark.report.LeakReport;
import tidemark.report.LiveReport;
import tidemark.report.ReportStyle;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.SnapshotText;
import tidemark.symbolise.Symboliser;

/**
 * From snapshots to reports, one after another in the order in which processes ended, on a thread of its own: meanwhile other processes
 * can be captured.
 */
final class Checks {
    /** What came of all checks. */
    record Outcome(int errors, int incomplete) {}

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("checks").factory());
    private final List<Future<Outcome>> outcomes = new ArrayList<>();
    private final Symboliser symboliser = new Symboliser();
    private final ReportStyle style;
    private final Output output;

    Checks(ReportStyle style, Output output) {
        this.style = style;
        this.output = output;
    }

    /**
     * @param memory the snapshot's, which is closed when it has been checked
     * @param heading stands above the report, if there is one
     * @param snapshotFile where to write the snapshot as text
     */
    void add(Snapshot snapshot, Arena memory, String heading, Optional<Path> snapshotFile) {
        outcomes.add(thread.submit(() -> {
            try (memory) {
                return check(snapshot, heading, snapshotFile);
            }
        }));
    }

    /**
     * Of a process that was not held.
     *
     * @param snapshot has no memory
     */
    void addUnheld(Snapshot snapshot, String heading, String why) {
        outcomes.add(thread.submit(() -> {
            String report = LiveReport.of(snapshot, why, style, symboliser::name);
            output.write(snapshot.process().pid(), heading + report);
            return new Outcome(0, 0);
        }));
    }

    /** Makes the first check quick, if there is time before it. */
    void rehearse(Path library) {
        outcomes.add(thread.submit(() -> {
            Snapshot snapshot = Rehearsal.snapshot(library);
            LeakReport.of(snapshot, Reachability.judge(snapshot), style, symboliser::name);
            return new Outcome(0, 0);
        }));
    }

    private Outcome check(Snapshot snapshot, String heading, Optional<Path> snapshotFile) throws IOException {
        LeakReport report = LeakReport.of(snapshot, Reachability.judge(snapshot), style, symboliser::name);
        if (!report.text().isEmpty()) {
            output.write(snapshot.process().pid(), heading + report.text());
        }
        if (snapshotFile.isPresent()) {
            Files.writeString(snapshotFile.get(), SnapshotText.write(snapshot));
        }
        return new Outcome(report.errors(), snapshot.gaps().isEmpty() ? 0 : 1);
    }

    /** Waits for the reports of all snapshots so far. A check that failed is told, and incomplete. */
    Outcome await() throws InterruptedException {
        int errors = 0;
        int incomplete = 0;
        for (Future<Outcome> future : outcomes) {
            try {
                Outcome outcome = future.get();
                errors += outcome.errors();
                incomplete += outcome.incomplete();
            } catch (ExecutionException e) {
                tellFailure(e.getCause());
                incomplete++;
            }
        }
        return new Outcome(errors, incomplete);
    }

    /** A full disk is not our bug. */
    private static void tellFailure(@Nullable Throwable cause) {
        if (cause instanceof UncheckedIOException || cause instanceof IOException) {
            System.err.println("tidemark: the report could not be written: " + cause.getMessage());
        } else {
            System.err.println("tidemark: a check failed; please report this:");
            new ExecutionException(cause).printStackTrace();
        }
    }
}
