package tidemark.cli;

import java.util.Optional;
import tidemark.capture.Effort;
import tidemark.report.LeakReport;
import tidemark.report.MergedReport;
import tidemark.report.Naming;
import tidemark.report.PrefixedLines;
import tidemark.report.ReportStyle;
import tidemark.snapshot.ProcessIdentity;
import tidemark.suppression.Suppressions;

/** The one report for all processes, and what their checks took. For one thread. */
final class CommonReport {
    private final ReportStyle style;
    private final Naming naming;
    private MergedReport report;
    private CheckTime time = CheckTime.NONE;

    CommonReport(ReportStyle style, Naming naming) {
        this.style = style;
        this.naming = naming;
        this.report = new MergedReport(style, naming);
    }

    MergedReport report() {
        return report;
    }

    void took(CheckTime more) {
        time = time.plus(more);
    }

    /**
     * Tells what has come together since the last call, if anything has.
     *
     * @param target whose pid stands before the lines
     * @param title whole lines
     */
    void tell(
            ProcessIdentity target,
            String title,
            Suppressions suppressions,
            Optional<Terminal> terminal,
            Output output) {
        if (report.isEmpty()) {
            return;
        }
        ReportPieces pieces = new ReportPieces(text -> output.write(target.pid(), text), "");
        long start = System.nanoTime();
        pieces.write(report.introduction(target.pid(), title));
        LeakReport told = report.report(target, suppressions, text -> {
            pieces.write(text);
            return terminal.flatMap(Terminal::line);
        });
        pieces.write(told.text());
        took(new CheckTime(new Effort(0, 0, 0, 0), 0, System.nanoTime() - start));
        if (style.detail() == ReportStyle.Detail.VERBOSE) {
            PrefixedLines lines = new PrefixedLines(target.pid());
            lines.line(time.line());
            pieces.write(lines.text());
        }
        report = new MergedReport(style, naming);
        time = CheckTime.NONE;
    }
}
