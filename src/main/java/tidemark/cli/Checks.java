package tidemark.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidemark.capture.Captured;
import tidemark.reachability.Heuristic;
import tidemark.reachability.Holders;
import tidemark.reachability.LibraryCalls;
import tidemark.reachability.Reachability;
import tidemark.reachability.Verdicts;
import tidemark.report.LeakReport;
import tidemark.report.LiveReport;
import tidemark.report.Naming;
import tidemark.report.Occasion;
import tidemark.report.PrefixedLines;
import tidemark.report.ReportStyle;
import tidemark.snapshot.ProcessIdentity;
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
    private final CertainFrees certainFrees;
    private final Set<Heuristic> heuristics;
    private final LibraryCalls libraryCalls;
    private final ReportStyle style;
    private final Suppressions suppressions;
    private final Output output;
    private final Optional<Terminal> terminal;
    private final Naming naming;
    private final Optional<CommonReport> common;
    private final Map<String, Suppressions> programsOwn = new HashMap<>();

    /**
     * @param reports whether processes that ended have a report of their own each
     * @param terminal where the user can be asked
     */
    Checks(
            Set<Heuristic> heuristics,
            LibraryCalls libraryCalls,
            ReportStyle style,
            Suppressions suppressions,
            Symboliser symboliser,
            Following.Reports reports,
            Output output,
            Optional<Terminal> terminal) {
        this.heuristics = heuristics;
        this.libraryCalls = libraryCalls;
        this.style = terminal.isPresent() ? style : style.withoutQuestions();
        this.suppressions = suppressions;
        this.certainFrees = new CertainFrees(symboliser);
        this.output = output;
        this.terminal = terminal;
        this.naming = new Naming(
                symboliser::name,
                symboliser::variable,
                symboliser::remedies,
                symboliser::neverUnloaded,
                symboliser::offset);
        this.common = reports == Following.Reports.ONE_FOR_ALL
                ? Optional.of(new CommonReport(this.style, naming))
                : Optional.empty();
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
                "",
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
            Snapshot certain = certainFrees.of(snapshot);
            if (common.isPresent()) {
                common.get().report().addLive(certain, why);
            } else {
                output.write(snapshot.process().pid(), heading + LiveReport.of(certain, why, style, naming));
            }
            return new Outcome(0, 0);
        }));
    }

    /** Of a process of which nothing more is known. */
    void addNotChecked(ProcessIdentity process, String heading, String why) {
        outcomes.add(thread.submit(() -> {
            if (common.isPresent()) {
                common.get().report().notChecked(process, why);
            } else {
                PrefixedLines lines = new PrefixedLines(process.pid());
                lines.line("NOT CHECKED: " + why);
                output.write(process.pid(), heading + lines.text());
            }
            return new Outcome(0, 0);
        }));
    }

    /** Has lines written after the checks so far. */
    void addLines(int pid, List<String> lines) {
        outcomes.add(thread.submit(() -> {
            PrefixedLines prefixed = new PrefixedLines(pid);
            lines.forEach(prefixed::line);
            output.write(pid, prefixed.text());
            return new Outcome(0, 0);
        }));
    }

    /**
     * Has the report for all processes told after the checks so far, if there is to be one.
     *
     * @param title what stands above it
     */
    void tellCommon(ProcessIdentity target, String title) {
        if (common.isPresent()) {
            outcomes.add(thread.submit(() -> {
                common.get().tell(target, title, suppressions, terminal, output);
                return new Outcome(0, 0);
            }));
        }
    }

    /** Makes the first check quick, if there is time before it. */
    void rehearse(Path library) {
        outcomes.add(thread.submit(() -> {
            Snapshot snapshot = Rehearsal.snapshot(library);
            Verdicts verdicts = Reachability.judge(snapshot, heuristics, libraryCalls);
            report(snapshot, verdicts, Occasion.end(), suppressions, _ -> Optional.empty());
            return new Outcome(0, 0);
        }));
    }

    private Outcome check(CheckOrder order) throws IOException {
        Snapshot snapshot = order.snapshot();
        long start = System.nanoTime();
        Verdicts verdicts = Reachability.judge(snapshot, heuristics, libraryCalls);
        long judged = System.nanoTime();
        Suppressions all = withProgramsOwn(order);
        LeakReport report;
        if (common.isPresent() && order.occasion().atEnd()) {
            report = common.get()
                    .report()
                    .add(certainFrees.of(snapshot), verdicts, holders(snapshot, verdicts), all, order.ending());
            common.get().took(time(order, judged - start, System.nanoTime() - judged));
        } else {
            report = tell(order, verdicts, all, judged - start);
        }
        if (order.snapshotFile().isPresent()) {
            Files.writeString(order.snapshotFile().get(), SnapshotText.write(snapshot));
        }
        order.asker().checked(report.errors(), report.leaks(), snapshot.gaps().isEmpty());
        return new Outcome(report.errors(), snapshot.gaps().isEmpty() ? 0 : 1);
    }

    private LeakReport tell(CheckOrder order, Verdicts verdicts, Suppressions all, long judgeNanos) {
        ReportPieces pieces = new ReportPieces(order.destination(), order.heading());
        pieces.write(ending(order));
        long start = System.nanoTime();
        LeakReport report = report(order.snapshot(), verdicts, order.occasion(), all, text -> {
            pieces.write(text);
            return terminal.flatMap(Terminal::line);
        });
        pieces.write(report.text());
        if (style.detail() == ReportStyle.Detail.VERBOSE) {
            PrefixedLines lines = new PrefixedLines(order.snapshot().process().pid());
            lines.line(time(order, judgeNanos, System.nanoTime() - start).line());
            pieces.write(lines.text());
        }
        return report;
    }

    private String ending(CheckOrder order) {
        PrefixedLines lines = new PrefixedLines(order.snapshot().process().pid());
        if (!order.ending().isEmpty()) {
            lines.line(order.ending());
        }
        if (!order.ending().isEmpty() && style.detail() != ReportStyle.Detail.QUIET) {
            lines.blank();
        }
        return lines.text();
    }

    private static CheckTime time(CheckOrder order, long judgeNanos, long reportNanos) {
        return new CheckTime(order.captured().effort(), judgeNanos, reportNanos);
    }

    private Optional<Holders> holders(Snapshot snapshot, Verdicts verdicts) {
        return style.tellsHolders() ? Optional.of(Holders.of(snapshot, verdicts, heuristics)) : Optional.empty();
    }

    private Suppressions withProgramsOwn(CheckOrder order) {
        if (order.suppressions().isEmpty()) {
            return suppressions;
        }
        // Processes of one program have the same, which are to be the same entries in a report for all.
        return programsOwn.computeIfAbsent(order.suppressions(), text -> {
            try {
                return suppressions.with("__lsan_default_suppressions", text);
            } catch (SuppressionFileException e) {
                output.write(order.snapshot().process().pid(), "tidemark: " + e.getMessage() + "\n");
                return suppressions;
            }
        });
    }

    private LeakReport report(
            Snapshot snapshot,
            Verdicts verdicts,
            Occasion occasion,
            Suppressions suppressions,
            Function<String, Optional<String>> question) {
        return LeakReport.of(
                certainFrees.of(snapshot),
                verdicts,
                holders(snapshot, verdicts),
                occasion,
                occasion.atEnd() ? style : style.withoutQuestions(),
                suppressions,
                naming,
                question);
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
        Throwable failure = cause instanceof UncheckedIOException unchecked ? unchecked.getCause() : cause;
        if (failure instanceof IOException) {
            System.err.println("tidemark: the report could not be written: " + failure.getMessage());
        } else {
            System.err.println("tidemark: a check failed; please report this:");
            new ExecutionException(cause).printStackTrace();
        }
    }
}
