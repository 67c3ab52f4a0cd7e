package tidemark.report;

import java.util.List;
import java.util.function.Function;
import tidemark.reachability.Verdict;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.Frame;
import tidemark.snapshot.Snapshot;
import tidemark.symbolise.FrameName;

/**
 * What is told about one process that was checked, in the sentences of Memcheck 3.19, which scripts and test runners match. What Memcheck
 * cannot say stands on lines of its own.
 *
 * @param text whole lines, each with the process's prefix; empty if there is nothing to say
 * @param errors loss records that count as errors, shown or not
 */
public record LeakReport(String text, int errors) {
    /** Names of more modules than this are not listed: the remedy is the same for all. */
    private static final int LISTED_MODULES = 8;

    /**
     * @param names what a frame is called; asked only for frames of loss records that are shown
     * @param variables asked only for causes of loss records that are shown
     */
    public static LeakReport of(
            Snapshot snapshot,
            Verdicts verdicts,
            ReportStyle style,
            Function<Frame, FrameName> names,
            VariableNames variables) {
        PrefixedLines lines = new PrefixedLines(snapshot.process().pid());
        Summaries summaries = new Summaries(snapshot, verdicts, style, lines);
        boolean loud = style.detail() != ReportStyle.Detail.QUIET;
        int errors = 0;
        if (loud) {
            summaries.heap();
        }
        if (style.check() == ReportStyle.Check.FULL && snapshot.blocks().count() > 0) {
            List<LossRecord> records = LossRecords.of(snapshot, verdicts, style.callers());
            StackLines stacks = new StackLines(style, names);
            lossRecords(records, style, stacks, new CauseLines(variables), lines);
            errors = errors(records, style);
            if (loud) {
                summaries.leaks();
                causes(CauseLines.summary(snapshot, verdicts), lines);
                namesMissing(List.copyOf(stacks.modulesWithoutNames()), lines);
            }
        } else if (loud) {
            summaries.leaks();
        }
        gaps(snapshot.gaps(), lines);
        if (loud) {
            summaries.errors(errors);
        }
        return new LeakReport(lines.text(), errors);
    }

    private static int errors(List<LossRecord> records, ReportStyle style) {
        int errors = 0;
        for (LossRecord record : records) {
            if (style.errors().contains(record.verdict())) {
                errors++;
            }
        }
        return errors;
    }

    private static void lossRecords(
            List<LossRecord> records, ReportStyle style, StackLines stacks, CauseLines causes, PrefixedLines lines) {
        for (int i = 0; i < records.size(); i++) {
            LossRecord record = records.get(i);
            if (style.shown().contains(record.verdict())) {
                lines.line(sentence(record, i + 1, records.size()));
                stacks.of(record.path()).forEach(lines::line);
                for (LossRecord.Span span : record.spans()) {
                    lines.line(spanned(span));
                }
                causes.of(record).forEach(lines::line);
                lines.blank();
            }
        }
    }

    private static String sentence(LossRecord record, int number, int count) {
        String bytes = PrefixedLines.grouped(record.totalBytes());
        if (record.indirectBytes() > 0) {
            bytes += " (" + PrefixedLines.grouped(record.directBytes()) + " direct, "
                    + PrefixedLines.grouped(record.indirectBytes()) + " indirect)";
        }
        return bytes + " bytes in " + PrefixedLines.grouped(record.blocks()) + " blocks are "
                + words(record.verdict()) + " in loss record " + PrefixedLines.grouped(number) + " of "
                + PrefixedLines.grouped(count);
    }

    static String words(Verdict verdict) {
        return switch (verdict) {
            case DEFINITELY_LOST -> "definitely lost";
            case INDIRECTLY_LOST -> "indirectly lost";
            case POSSIBLY_LOST -> "possibly lost";
            case STILL_REACHABLE -> "still reachable";
        };
    }

    private static String spanned(LossRecord.Span span) {
        String unloaded = span.unloadedInstances() == span.instances()
                ? "all unloaded"
                : PrefixedLines.grouped(span.unloadedInstances()) + " of them unloaded";
        return "   (spans " + PrefixedLines.grouped(span.instances()) + " instances of "
                + span.module().name() + ", " + unloaded + ")";
    }

    private static void causes(List<String> modules, PrefixedLines lines) {
        if (!modules.isEmpty()) {
            lines.blank();
            lines.line("Of these, last held by a module that was unloaded:");
            modules.forEach(lines::line);
        }
    }

    private static void namesMissing(List<String> modules, PrefixedLines lines) {
        if (modules.isEmpty()) {
            return;
        }
        int count = Math.min(LISTED_MODULES, modules.size());
        String more = modules.size() > count ? " and " + (modules.size() - count) + " more" : "";
        lines.blank();
        lines.line("Some functions have no name in: " + String.join(", ", modules.subList(0, count)) + more + ".");
        lines.line(
                "These modules have no symbols for them. Their debug symbols would (on Debian in the -dbgsym packages).");
    }

    private static void gaps(List<String> gaps, PrefixedLines lines) {
        if (gaps.isEmpty()) {
            return;
        }
        if (!lines.text().isEmpty()) {
            lines.blank();
        }
        lines.line("INCOMPLETE CHECK: the verdicts may be wrong, because not everything could be seen:");
        for (String gap : gaps) {
            lines.line("   " + gap);
        }
    }
}
