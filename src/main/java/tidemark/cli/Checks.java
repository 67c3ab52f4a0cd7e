package tidemark.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidemark.capture.Captured;
import tidemark.capture.Effort;
import tidemark.reachability.Heuristic;
import tidemark.reachability.Holders;
import tidemark.reachability.Reachability;
import tidemark.reachability.Verdicts;
import tidemark.report.LeakReport;
import tidemark.report.LiveReport;
import tidemark.report.Occasion;
import tidemark.report.PrefixedLines;
import tidemark.report.ReportStyle;
import tidemark.snapshot.Snapshot;
import tidemark.snapshot.SnapshotText;
import tidemark.suppression.SuppressionFileException;
import tidemark.suppression.Suppressions;
import tidemark.symbolise.CertainFrees;
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
    private final Symboliser symboliser;
    private final CertainFrees certainFrees;
    private final Set<Heuristic> heuristics;
    private final ReportStyle style;
    private final Suppressions suppressions;
    private final Output output;
    private final Optional<Terminal> terminal;

    /** @param terminal where the user can be asked */
    Checks(
            Set<Heuristic> heuristics,
            ReportStyle style,
            Suppressions suppressions,
            Symboliser symboliser,
            Output output,
            Optional<Terminal> terminal) {
        this.heuristics = heuristics;
        this.style = terminal.isPresent() ? style : style.withoutQuestions();
        this.suppressions = suppressions;
        this.symboliser = symboliser;
        this.certainFrees = new CertainFrees(symboliser);
        this.output = output;
        this.terminal = terminal;
    }

    /**
     * @param memory the snapshot's, which is closed when it has been checked
     * @param heading stands above the report, if there is one
     * @param snapshotFile where to write the snapshot as text
     */
    void add(Captured captured, Arena memory, String heading, Optional<Path> snapshotFile) {
        add(new CheckOrder(
                captured,
                memory,
                Occasion.end(),
                "",
                heading,
                text -> output.write(captured.snapshot().process().pid(), text),
                snapshotFile,
                CheckOrder.Asker.NOBODY));
    }

    /** A check of a process that goes on is none of the outcomes: what is lost is still lost at its end. */
    void add(CheckOrder order) {
        outcomes.add(thread.submit(() -> {
            Arena memory = order.memory();
            try (memory) {
                Outcome outcome = check(order);
                return order.occasion().atEnd() ? outcome : new Outcome(0, 0);
            } catch (IOException | RuntimeException | Error e) {
                order.asker().failed(String.valueOf(e));
                throw e;
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
            String report =
                    LiveReport.of(certainFrees.of(snapshot), why, style, symboliser::name, symboliser::variable);
            output.write(snapshot.process().pid(), heading + report);
            return new Outcome(0, 0);
        }));
    }

    /** Makes the first check quick, if there is time before it. */
    void rehearse(Path library) {
        outcomes.add(thread.submit(() -> {
            Snapshot snapshot = Rehearsal.snapshot(library);
            report(
                    snapshot,
                    Reachability.judge(snapshot, heuristics),
                    Occasion.end(),
                    suppressions,
                    _ -> Optional.empty());
            return new Outcome(0, 0);
        }));
    }

    private Outcome check(CheckOrder order) throws IOException {
        Snapshot snapshot = order.snapshot();
        ReportPieces pieces = new ReportPieces(order.destination(), order.heading());
        long start = System.nanoTime();
        Verdicts verdicts = Reachability.judge(snapshot, heuristics);
        long judged = System.nanoTime();
        Suppressions all = withProgramsOwn(order);
        LeakReport report = report(snapshot, verdicts, order.occasion(), all, text -> {
            pieces.write(text);
            return terminal.flatMap(Terminal::line);
        });
        pieces.write(report.text());
        if (style.detail() == ReportStyle.Detail.VERBOSE) {
            pieces.write(effort(order.captured(), judged - start, System.nanoTime() - judged));
        }
        if (order.snapshotFile().isPresent()) {
            Files.writeString(order.snapshotFile().get(), SnapshotText.write(snapshot));
        }
        order.asker().checked(report.errors(), report.leaks(), snapshot.gaps().isEmpty());
        return new Outcome(report.errors(), snapshot.gaps().isEmpty() ? 0 : 1);
    }

    private Suppressions withProgramsOwn(CheckOrder order) {
        try {
            return order.suppressions().isEmpty()
                    ? suppressions
                    : suppressions.with("__lsan_default_suppressions", order.suppressions());
        } catch (SuppressionFileException e) {
            output.write(order.snapshot().process().pid(), "tidemark: " + e.getMessage() + "\n");
            return suppressions;
        }
    }

    private LeakReport report(
            Snapshot snapshot,
            Verdicts verdicts,
            Occasion occasion,
            Suppressions suppressions,
            Function<String, Optional<String>> question) {
        Optional<Holders> holders =
                style.tellsHolders() ? Optional.of(Holders.of(snapshot, verdicts, heuristics)) : Optional.empty();
        return LeakReport.of(
                certainFrees.of(snapshot),
                verdicts,
                holders,
                occasion,
                occasion.atEnd() ? style : style.withoutQuestions(),
                suppressions,
                symboliser::name,
                symboliser::variable,
                symboliser::remedies,
                question);
    }

    private static String effort(Captured captured, long judgeNanos, long reportNanos) {
        Effort effort = captured.effort();
        PrefixedLines lines = new PrefixedLines(captured.snapshot().process().pid());
        lines.line("Check: " + millis(effort.beforeNanos()) + " to read ahead, "
                + millis(effort.stoppedNanos()) + " with the process stopped, of which " + millis(effort.copyNanos())
                + " to copy "
                + PrefixedLines.grouped(effort.copiedBytes()) + " bytes, " + millis(judgeNanos)
                + " to find the verdicts, " + millis(reportNanos) + " to report them");
        return lines.text();
    }

    private static String millis(long nanos) {
        return PrefixedLines.grouped(nanos / 1_000_000) + " ms";
    }

    /** Waits for the reports of all snapshots since the last call. A check that failed is told, and incomplete. */
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
        outcomes.clear();
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
