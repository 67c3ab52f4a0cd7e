package tidemark.report;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import tidemark.reachability.Heuristic;
import tidemark.reachability.Verdict;
import tidemark.suppression.Suppressions;

/** What stands around the loss records: heap, leak and error summary, in Memcheck's words. */
final class Summaries {
    private final HeapAmounts heap;
    private final List<WrongFreeRecord> wrongFrees;
    private final List<LossRecord> records;
    private final Occasion occasion;
    private final ReportStyle style;
    private final PrefixedLines lines;
    private int leaks;
    private long errors;
    private int contexts;
    private long suppressedErrors;
    private int suppressedContexts;

    /** @param records none unless at least sums are asked for */
    Summaries(
            HeapAmounts heap,
            List<WrongFreeRecord> wrongFrees,
            List<LossRecord> records,
            Occasion occasion,
            ReportStyle style,
            PrefixedLines lines) {
        this.heap = heap;
        this.occasion = occasion;
        this.wrongFrees = wrongFrees;
        this.records = records;
        this.style = style;
        this.lines = lines;
        for (WrongFreeRecord record : wrongFrees) {
            count(record.count(), record.suppression().isPresent());
        }
        for (LossRecord record : records) {
            if (isLeak(record)) {
                leaks += record.occurrence().processes();
            }
            // Memcheck counts no errors where it shows none.
            if (style.check() == ReportStyle.Check.FULL
                    && record.blocks() > 0
                    && style.errors().contains(record.verdict())) {
                count(record.occurrence().processes(), record.suppression().isPresent());
            }
        }
    }

    private boolean isLeak(LossRecord record) {
        boolean lost = record.verdict() == Verdict.DEFINITELY_LOST || record.verdict() == Verdict.INDIRECTLY_LOST;
        return lost
                && record.blocks() > 0
                && style.errors().contains(record.verdict())
                && record.suppression().isEmpty();
    }

    private void count(long times, boolean suppressed) {
        if (suppressed) {
            suppressedErrors += times;
            suppressedContexts++;
        } else {
            errors += times;
            contexts++;
        }
    }

    void heap() {
        lines.line("HEAP SUMMARY:");
        lines.line("    in use at exit: " + heap.live());
        lines.line("  total heap usage: "
                + PrefixedLines.grouped(heap.use().allocations()) + " allocs, "
                + PrefixedLines.grouped(heap.use().frees()) + " frees, "
                + PrefixedLines.grouped(heap.use().allocatedBytes()) + " bytes allocated");
        librariesOwn();
        lines.blank();
    }

    private void librariesOwn() {
        if (heap.librariesOwn().blocks() > 0) {
            lines.line("   libraries' own: " + heap.librariesOwn() + ", counted as freed (--run-libc-freeres=no)");
        }
    }

    void leaks() {
        if (heap.live().blocks() == 0) {
            lines.line("All heap blocks were freed -- no leaks are possible");
        } else if (style.check() == ReportStyle.Check.NONE) {
            lines.line("For a detailed leak analysis, rerun with: --leak-check=full");
        } else {
            leakSummary();
        }
    }

    private void leakSummary() {
        lines.line("LEAK SUMMARY:");
        for (Verdict verdict : EnumSet.range(Verdict.DEFINITELY_LOST, Verdict.STILL_REACHABLE)) {
            lines.line(column(LeakReport.words(verdict)) + text(amountOf(verdict), amountBefore(verdict)));
        }
        reachableByHeuristics();
        lines.line(column("suppressed") + text(suppressed(), suppressedBefore()));
        if (heap.ignored().blocks() > 0) {
            lines.line(column("ignored") + heap.ignored() + " (__lsan_disable, __lsan_ignore_object)");
        }
        if (!occasion.atEnd()) {
            librariesOwn();
        }
        if (style.check() == ReportStyle.Check.SUMMARY) {
            lines.line("Rerun with --leak-check=full to see details of leaked memory");
        } else if (amountOf(Verdict.STILL_REACHABLE).blocks() > 0
                && !style.shown().contains(Verdict.STILL_REACHABLE)) {
            lines.line("Reachable blocks (those to which a pointer was found) are not shown.");
            lines.line("To see them, rerun with: --leak-check=full --show-leak-kinds=all");
        }
    }

    private void reachableByHeuristics() {
        Map<Heuristic, Amount> amounts = heap.byHeuristic();
        if (!amounts.isEmpty()) {
            lines.line("                      of which reachable via heuristic:");
        }
        amounts.forEach((heuristic, amount) -> {
            String padding = " ".repeat(19 - heuristic.word().length());
            lines.line("                        " + heuristic.word() + padding + ": " + amount);
        });
    }

    /** With what was suppressed and by what, if that is asked for. */
    void errors(Suppressions suppressions) {
        lines.blank();
        if (style.errorList() == ReportStyle.ErrorList.NO) {
            if (suppressedErrors > 0) {
                lines.line("For lists of detected and suppressed errors, rerun with: -s");
            }
            errorLine();
            return;
        }
        errorLine();
        UsedSuppressions used = new UsedSuppressions(wrongFrees, records);
        if (!used.none()) {
            lines.debug("");
            used.list(lines);
        }
        if (style.detail() == ReportStyle.Detail.VERBOSE) {
            used.listUnused(suppressions, lines);
        }
        if (!used.none()) {
            lines.blank();
            errorLine();
        }
    }

    private void errorLine() {
        // Without thousands separators, as in Memcheck: scripts read this line.
        lines.line("ERROR SUMMARY: " + errors + " errors from " + contexts + " contexts (suppressed: "
                + suppressedErrors + " from " + suppressedContexts + ")");
    }

    /** Loss records that LeakSanitizer would tell the program of. */
    int leakCount() {
        return leaks;
    }

    /** Loss records that count as errors, shown or not, and wrong frees. */
    int errorCount() {
        return Math.clamp(errors, 0, Integer.MAX_VALUE);
    }

    private static String column(String words) {
        return " ".repeat(Math.max(0, 18 - words.length())) + words + ": ";
    }

    private String text(Amount now, Amount before) {
        return PrefixedLines.grouped(now.bytes()) + occasion.difference(now.bytes(), before.bytes()) + " bytes in "
                + PrefixedLines.grouped(now.blocks()) + occasion.difference(now.blocks(), before.blocks()) + " blocks";
    }

    private Amount amountOf(Verdict verdict) {
        Amount amount = Amount.NOTHING;
        for (LossRecord record : records) {
            if (record.verdict() == verdict && record.suppression().isEmpty()) {
                amount = amount.plus(record);
            }
        }
        return amount;
    }

    private Amount amountBefore(Verdict verdict) {
        Amount amount = Amount.NOTHING;
        for (LossRecord record : records) {
            if (record.verdict() == verdict && record.suppression().isEmpty()) {
                amount = amount.plus(record.before());
            }
        }
        return amount;
    }

    private Amount suppressed() {
        Amount amount = Amount.NOTHING;
        for (LossRecord record : records) {
            if (record.suppression().isPresent()) {
                amount = amount.plus(record);
            }
        }
        return amount;
    }

    private Amount suppressedBefore() {
        Amount amount = Amount.NOTHING;
        for (LossRecord record : records) {
            if (record.suppression().isPresent()) {
                amount = amount.plus(record.before());
            }
        }
        return amount;
    }
}
