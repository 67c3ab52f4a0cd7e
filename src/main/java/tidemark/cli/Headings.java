package tidemark.cli;

import java.util.List;
import tidemark.ledger.HoldReason;
import tidemark.ledger.LedgerHeader;
import tidemark.ledger.Message;
import tidemark.report.PrefixedLines;
import tidemark.report.ReportStyle;

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
        boolean verbose = detail() == ReportStyle.Detail.VERBOSE;
        if ((verbose || logFile) && process.parentPid() != 0) {
            lines.line("Parent PID: " + process.parentPid());
        }
        if (process.header().map(LedgerHeader::forked).orElse(false)) {
            lines.line("A forked child: the blocks that it inherited are its parent's and are not counted here.");
        }
        if (verbose && target) {
            for (String option : options.withoutEffect()) {
                lines.line("Option without effect: " + option);
            }
        }
        lines.blank();
        return lines.text();
    }

    /** By what the process ends, if that is no plain exit. */
    String ending(Message.Hold hold) {
        PrefixedLines lines = new PrefixedLines(hold.pid());
        if (detail() == ReportStyle.Detail.QUIET) {
            return "";
        }
        if (hold.reason() == HoldReason.SIGNAL) {
            lines.line("Process terminating with default action of " + WaitStatus.signalWords(hold.signal()));
            lines.blank();
        }
        if (hold.reason() == HoldReason.EXEC) {
            lines.line("Process becoming another program (exec)");
            lines.blank();
        }
        return lines.text();
    }
}
