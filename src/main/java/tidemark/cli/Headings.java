package tidemark.cli;

import java.util.List;
import tidemark.ledger.LedgerHeader;
import tidemark.ledger.Message;
import tidemark.report.PrefixedLines;
import tidemark.report.ReportStyle;
import tidemark.snapshot.ProcessIdentity;

/** What stands above the first that is told of a process, in Memcheck's words. */
final class Headings {
    private final Options options;
    private final boolean logFile;

    Headings(Options options, boolean logFile) {
        this.options = options;
        this.logFile = logFile;
    }

    private ReportStyle.Detail detail() {
        return options.style().detail();
    }

    /** @param target whether it is the program that Tidemark was asked to run */
    String of(ObservedProcess process, boolean target) {
        PrefixedLines lines = new PrefixedLines(process.pid());
        if (detail() == ReportStyle.Detail.QUIET || !process.introduce()) {
            return "";
        }
        lines.title(process.command().isEmpty() ? List.of("(not known)") : process.command());
        parent(process.parentPid(), lines);
        if (process.header().map(LedgerHeader::forked).orElse(false)) {
            lines.line("A forked child: the blocks that it inherited are its parent's and are not counted here.");
        }
        if (target) {
            withoutEffect(lines);
        }
        lines.blank();
        return lines.text();
    }

    /** By what the process ends, if that is no plain exit; else empty. A death by a signal is told quietly, too. */
    String ending(Message.Hold hold) {
        return switch (hold.reason()) {
            case SIGNAL -> "Process terminating with default action of " + WaitStatus.signalWords(hold.signal());
            case EXEC -> detail() == ReportStyle.Detail.QUIET ? "" : "Process becoming another program (exec)";
            default -> "";
        };
    }

    /** Above the report for all processes. */
    String ofAll(ProcessIdentity target) {
        PrefixedLines lines = new PrefixedLines(target.pid());
        if (detail() == ReportStyle.Detail.QUIET) {
            return "";
        }
        lines.title(target.command());
        parent(target.parentPid(), lines);
        withoutEffect(lines);
        return lines.text();
    }

    private void parent(int parentPid, PrefixedLines lines) {
        if ((detail() == ReportStyle.Detail.VERBOSE || logFile) && parentPid != 0) {
            lines.line("Parent PID: " + parentPid);
        }
    }

    private void withoutEffect(PrefixedLines lines) {
        if (detail() == ReportStyle.Detail.VERBOSE) {
            for (String option : options.withoutEffect()) {
                lines.line("Option without effect: " + option);
            }
        }
    }
}
