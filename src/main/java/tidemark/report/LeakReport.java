package tidemark.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tidemark.reachability.Holders;
import tidemark.reachability.Verdict;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.Snapshot;
import tidemark.suppression.Suppression;
import tidemark.suppression.Suppressions;

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
            Naming naming,
            Function<String, Optional<String>> question) {
        KnownModules known = new KnownModules();
        CallSites sites = new CallSites(style, naming.frames());
        Findings findings =
                Findings.of(snapshot, verdicts, holders, occasion, style, suppressions, naming, sites, known);
        return of(findings, occasion, style, suppressions, naming, sites, known, question);
    }

    static LeakReport of(
            Findings findings,
            Occasion occasion,
            ReportStyle style,
            Suppressions suppressions,
            Naming naming,
            CallSites sites,
            KnownModules known,
            Function<String, Optional<String>> question) {
        PrefixedLines lines = new PrefixedLines(findings.process().pid());
        Summaries summaries =
                new Summaries(findings.heap(), findings.wrongFrees(), findings.records(), occasion, style, lines);
        StackLines stacks = new StackLines(style, naming);
        CauseLines causes = new CauseLines(naming.variables(), naming.frames());
        Suggestions suggestions = new Suggestions(style.generate(), stacks, sites, question);
        boolean loud = style.detail() != ReportStyle.Detail.QUIET;
        boolean stopped =
                wrongFrees(findings, style, new WrongFreeLines(stacks, naming.variables()), suggestions, lines);
        if (!stopped && loud && occasion.atEnd()) {
            summaries.heap();
        }
        if (!stopped && style.check() == ReportStyle.Check.FULL) {
            stopped = lossRecords(findings, occasion, style, stacks, causes, suggestions, lines);
        }
        if (stopped) {
            lines.blank();
            lines.line("Exit program on first error (--exit-on-first-error=yes)");
            gaps(findings.gaps(), lines);
            return new LeakReport(lines.text(), summaries.errorCount(), summaries.leakCount());
        }
        if (loud) {
            summaries.leaks();
            lines.paragraph(causes.summary(findings.records(), known));
            lines.paragraph(findings.stayed().lines(findings.records(), style.detail(), naming.neverUnloaded()));
            lines.paragraph(heaviest(findings, style));
            if (!stacks.filesWithoutNames().isEmpty()) {
                lines.paragraph(naming.remedies().apply(stacks.filesWithoutNames()));
            }
        }
        gaps(findings.gaps(), lines);
        if (loud && occasion.atEnd()) {
            summaries.errors(suppressions);
        }
        if (loud && !occasion.atEnd()) {
            lines.blank();
        }
        return new LeakReport(lines.text(), summaries.errorCount(), summaries.leakCount());
    }

    /** Whether it ended with the first error. */
    private static boolean wrongFrees(
            Findings findings,
            ReportStyle style,
            WrongFreeLines wrongFrees,
            Suggestions suggestions,
            PrefixedLines lines) {
        for (WrongFreeRecord record : findings.wrongFrees()) {
            if (record.suppression().isPresent() && style.errorList() != ReportStyle.ErrorList.ALL) {
                continue;
            }
            begin(style, lines);
            wrongFrees.of(record).forEach(lines::line);
            findings.where(record.occurrence()).ifPresent(lines::line);
            end(record.suppression(), style, lines);
            if (record.suppression().isEmpty()) {
                suggestions.after(record, lines);
                if (style.errorStyle().after() == ErrorStyle.AfterTheFirst.STOP) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void begin(ReportStyle style, PrefixedLines lines) {
        if (!style.errorStyle().begin().isEmpty()) {
            lines.line(style.errorStyle().begin());
        }
    }

    private static void end(Optional<Suppression> suppression, ReportStyle style, PrefixedLines lines) {
        suppression.ifPresent(by -> lines.line("   (suppressed by " + by + ")"));
        lines.blank();
        if (!style.errorStyle().end().isEmpty()) {
            lines.line(style.errorStyle().end());
        }
    }

    /** Whether it ended with the first error. */
    private static boolean lossRecords(
            Findings findings,
            Occasion occasion,
            ReportStyle style,
            StackLines stacks,
            CauseLines causes,
            Suggestions suggestions,
            PrefixedLines lines) {
        List<LossRecord> records = findings.records();
        for (int i = 0; i < records.size(); i++) {
            LossRecord record = records.get(i);
            if (!shown(record, style) || !occasion.shows(record)) {
                continue;
            }
            begin(style, lines);
            lines.line(sentence(record, occasion, i + 1, records.size()));
            stacks.of(record.path()).forEach(lines::line);
            for (LossRecord.Span span : record.repeated()) {
                lines.line(spanned(span));
            }
            causes.of(record).forEach(lines::line);
            findings.heldBy().apply(record).ifPresent(lines::line);
            findings.where(record.occurrence()).ifPresent(lines::line);
            end(record.suppression(), style, lines);
            if (record.suppression().isEmpty()) {
                suggestions.after(record, lines);
                if (style.errorStyle().after() == ErrorStyle.AfterTheFirst.STOP
                        && style.errors().contains(record.verdict())) {
                    return true;
                }
            }
        }
        return false;
    }

    static boolean shown(LossRecord record, ReportStyle style) {
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
            case LIBRARYS_OWN -> "the libraries' own";
        };
    }

    private static String spanned(LossRecord.Span span) {
        String unloaded = span.unloadedInstances() == span.instances()
                ? "all unloaded"
                : PrefixedLines.grouped(span.unloadedInstances()) + " of them unloaded";
        return "   (spans " + PrefixedLines.grouped(span.instances()) + " instances of "
                + span.module().name() + ", " + unloaded + ")";
    }

    private static List<String> heaviest(Findings findings, ReportStyle style) {
        return style.tellsHolders() && style.holders().top() > 0
                ? findings.heaviest().get().lines(style.holders().top())
                : List.of();
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
