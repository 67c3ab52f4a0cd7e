package tidemark.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tidemark.ledger.LedgerException;
import tidemark.ledger.LedgerHeader;
import tidemark.process.ProcessStatus;
import tidemark.report.PrefixedLines;
import tidemark.report.ReportStyle;

/** What is told of observed processes that came to their end, or to that of their program, without a check. */
final class UncheckedEnds {
    private final Options options;
    private final Checks checks;
    private final Function<ObservedProcess, String> headings;
    private final Departures departures = new Departures();
    private int count;

    /** @param headings what stands above the first that is told of a process */
    UncheckedEnds(Options options, Checks checks, Function<ObservedProcess, String> headings) {
        this.options = options;
        this.checks = checks;
        this.headings = headings;
    }

    /** How many were told: each makes the whole incomplete. */
    int count() {
        return count;
    }

    /** That one program becomes another is no finding: what it had is gone with it, and nobody expects it to be freed before. */
    void replaced(ObservedProcess process) {
        if (options.style().detail() == ReportStyle.Detail.VERBOSE) {
            String line = "Became another program (exec), so not checked, which --check-at-exec=yes would do: "
                    + PrefixedLines.commandText(process.command());
            checks.addLines(process.pid(), List.of(line));
        }
    }

    /** A process that ended without being held. To who wants only errors those that a pipeline ends are none. */
    void gone(ObservedProcess process, boolean target, Optional<WaitStatus> status) {
        if (options.style().detail() == ReportStyle.Detail.QUIET && !target) {
            return;
        }
        if (process.header().map(UncheckedEnds::becameOther).orElse(false)) {
            depart(process, Departures.Way.OTHER_PROGRAM);
        } else {
            live(process, Unheld.reason(process, status));
        }
    }

    /** Where the next program could not reach the session, that is the reason to be told. */
    private static boolean becameOther(LedgerHeader header) {
        return header.becoming() && !header.unreached();
    }

    /** A process that was held, and could not be read. */
    void unread(ObservedProcess process, boolean target, String why) {
        if (!target && ProcessStatus.isEnding(process.pid())) {
            depart(process, Departures.Way.KILLED);
        } else {
            live(process, why);
        }
    }

    private void depart(ObservedProcess process, Departures.Way way) {
        count++;
        if (options.following().reports() == Following.Reports.ONE_FOR_ALL) {
            checks.addNotChecked(process.identity(), "", way.sentence());
        } else {
            departures.add(way, process.pid());
        }
    }

    private void live(ObservedProcess process, String why) {
        count++;
        String heading = headings.apply(process);
        try {
            checks.addUnheld(Unheld.snapshot(process), heading, why);
        } catch (LedgerException e) {
            String all = why + "; what was live then is not known: " + e.getMessage();
            checks.addNotChecked(process.identity(), heading, all);
        }
    }

    /** A line for all that went alike since the last call. */
    void tellTogether(int pid) {
        List<String> lines = departures.take();
        if (!lines.isEmpty()) {
            checks.addLines(pid, lines);
        }
    }
}
