package tidemark.cli;

import tidemark.capture.Effort;
import tidemark.report.PrefixedLines;

/** What a check took, or several together. */
record CheckTime(Effort capture, long judgeNanos, long reportNanos) {
    static final CheckTime NONE = new CheckTime(new Effort(0, 0, 0, 0), 0, 0);

    CheckTime plus(CheckTime more) {
        Effort other = more.capture;
        Effort both = new Effort(
                capture.beforeNanos() + other.beforeNanos(),
                capture.stoppedNanos() + other.stoppedNanos(),
                capture.copyNanos() + other.copyNanos(),
                capture.copiedBytes() + other.copiedBytes());
        return new CheckTime(both, judgeNanos + more.judgeNanos, reportNanos + more.reportNanos);
    }

    String line() {
        return "Check: " + millis(capture.beforeNanos()) + " to read ahead, "
                + millis(capture.stoppedNanos()) + " with the process stopped, of which " + millis(capture.copyNanos())
                + " to copy "
                + PrefixedLines.grouped(capture.copiedBytes()) + " bytes, " + millis(judgeNanos)
                + " to find the verdicts, " + millis(reportNanos) + " to report them";
    }

    private static String millis(long nanos) {
        return PrefixedLines.grouped(nanos / 1_000_000) + " ms";
    }
}
