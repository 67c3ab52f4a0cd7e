package tidemark.report;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tidemark.reachability.Holders;
import tidemark.reachability.Verdict;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.Frame;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.Snapshot;
import tidemark.suppression.Suppression;
import tidemark.suppression.Suppressions;
import tidemark.symbolise.FrameName;

/**
 * What is told about one process that was checked, in the sentences of Memcheck 3.19, which scripts and test runners match. What Memcheck
 * cannot say stands on lines of its own.
 *
 * @param text whole lines, each with the process's prefix; empty if there is nothing to say
 * @param errors loss records that count as errors, shown or not, and wrong frees
 * @param leaks the loss records among them that LeakSanitizer calls leaks, too: what is possibly lost is none to it
 */
public record LeakReport(String text, int errors, int leaks) {
    /**
     * @param holders as {@link ReportStyle#tellsHolders} asks for them
     * @param names what a frame is called; asked only for frames of loss records that are shown, or that a suppression may match
     * @param variables what a word of a module is called; asked only for causes of loss records that are shown
     * @param remedies sentences on how to get the names that these files lack
     * @param question writes the text so far, which ends with a question, and returns the line that the user types; empty if there is
     *     none
     */
    public static LeakReport of(
            Snapshot snapshot,
            Verdicts verdicts,
            Optional<Holders> holders,
            Occasion occasion,
            ReportStyle style,
            Suppressions suppressions,
            Function<Frame, FrameName> names,
            VariableNames variables,
            Function<Collection<ModuleFile>, List<String>> remedies,
            Function<String, Optional<String>> question) {
        PrefixedLines lines = new PrefixedLines(snapshot.process().pid());
        CallSites sites = new CallSites(style, names);
        List<LossRecord> records = style.check() == ReportStyle.Check.NONE
                ? List.of()
                : LossRecords.of(
                        snapshot,
                        verdicts,
                        Math.min(style.callers(), style.resolution()),
                        holders,
                        (verdict, path) -> sites.suppression(suppressions, verdict, path),
                        occasion.earlier());
        List<WrongFreeRecord> wrongFrees = occasion.atEnd()
                ? WrongFreeRecords.of(snapshot, style, path -> sites.freeSuppression(suppressions, path))
                : List.of();
        Summaries summaries = new Summaries(snapshot, verdicts, wrongFrees, records, occasion, style, lines);
        StackLines stacks = new StackLines(style, names);
        CauseLines causes = new CauseLines(variables, names);
        HolderLines held = new HolderLines(snapshot, holders, style.holders(), names, variables);
        Suggestions suggestions = new Suggestions(style.generate(), stacks, sites, question);
        boolean loud = style.detail() != ReportStyle.Detail.QUIET;
        wrongFrees(wrongFrees, style, new WrongFreeLines(stacks, variables), suggestions, lines);
        if (loud && occasion.atEnd()) {
            summaries.heap();
        }
        if (style.check() == ReportStyle.Check.FULL) {
            lossRecords(records, occasion, style, stacks, causes, held, suggestions, lines);
        }
        if (loud) {
            summaries.leaks();
            causes(causes.summary(records, new ModuleIdentities(snapshot.modules())), lines);
            holders(held.heaviest(), lines);
            namesMissing(stacks.filesWithoutNames(), remedies, lines);
        }
        gaps(snapshot.gaps(), lines);
        if (loud && occasion.atEnd()) {
            summaries.errors(suppressions);
        }
        if (loud && !occasion.atEnd()) {
            lines.blank();
        }
        return new LeakReport(lines.text(), summaries.errorCount(), summaries.leakCount());
    }

    private static void wrongFrees(
            List<WrongFreeRecord> records,
            ReportStyle style,
            WrongFreeLines wrongFrees,
            Suggestions suggestions,
            PrefixedLines lines) {
        for (WrongFreeRecord record : records) {
            if (record.suppression().isPresent() && style.errorList() != ReportStyle.ErrorList.ALL) {
                continue;
            }
            wrongFrees.of(record).forEach(lines::line);
            end(record.suppression(), lines);
            if (record.suppression().isEmpty()) {
                suggestions.after(record, lines);
            }
        }
    }

    private static void end(Optional<Suppression> suppression, PrefixedLines lines) {
        suppression.ifPresent(by -> lines.line("   (suppressed by " + by + ")"));
        lines.blank();
    }

    private static void lossRecords(
            List<LossRecord> records,
            Occasion occasion,
            ReportStyle style,
            StackLines stacks,
            CauseLines causes,
            HolderLines held,
            Suggestions suggestions,
            PrefixedLines lines) {
        for (int i = 0; i < records.size(); i++) {
            LossRecord record = records.get(i);
            if (!shown(record, style) || !occasion.shows(record)) {
                continue;
            }
            lines.line(sentence(record, occasion, i + 1, records.size()));
            stacks.of(record.path()).forEach(lines::line);
            for (LossRecord.Span span : record.spans()) {
                lines.line(spanned(span));
            }
            causes.of(record).forEach(lines::line);
            held.of(record).ifPresent(lines::line);
            end(record.suppression(), lines);
            if (record.suppression().isEmpty()) {
                suggestions.after(record, lines);
            }
        }
    }

    private static boolean shown(LossRecord record, ReportStyle style) {
        return style.shown().contains(record.verdict())
                && (record.suppression().isEmpty() || style.errorList() == ReportStyle.ErrorList.ALL);
    }

    private static String sentence(LossRecord record, Occasion occasion, int number, int count) {
        LossRecord.Amounts before = record.before();
        long bytesBefore = before.directBytes() + before.indirectBytes();
        String bytes =
                PrefixedLines.grouped(record.totalBytes()) + occasion.difference(record.totalBytes(), bytesBefore);
        if (record.indirectBytes() > 0) {
            bytes += " (" + PrefixedLines.grouped(record.directBytes())
                    + occasion.difference(record.directBytes(), before.directBytes()) + " direct, "
                    + PrefixedLines.grouped(record.indirectBytes())
                    + occasion.difference(record.indirectBytes(), before.indirectBytes()) + " indirect)";
        }
        return bytes + " bytes in " + PrefixedLines.grouped(record.blocks())
                + occasion.difference(record.blocks(), before.blocks()) + " blocks are "
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

    private static void causes(List<String> summary, PrefixedLines lines) {
        if (!summary.isEmpty()) {
            lines.blank();
            summary.forEach(lines::line);
        }
    }

    private static void holders(List<String> heaviest, PrefixedLines lines) {
        if (!heaviest.isEmpty()) {
            lines.blank();
            heaviest.forEach(lines::line);
        }
    }

    private static void namesMissing(
            Collection<ModuleFile> files,
            Function<Collection<ModuleFile>, List<String>> remedies,
            PrefixedLines lines) {
        if (!files.isEmpty()) {
            lines.blank();
            remedies.apply(files).forEach(lines::line);
        }
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
