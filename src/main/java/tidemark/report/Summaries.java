package tidemark.report;

import tidemark.reachability.Verdict;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.Snapshot;

/** What stands around the loss records: heap, leak and error summary, in Memcheck's words. */
final class Summaries {
    private record Amount(long bytes, long blocks) {
        @Override
        public String toString() {
            return PrefixedLines.grouped(bytes) + " bytes in " + PrefixedLines.grouped(blocks) + " blocks";
        }
    }

    private final Snapshot snapshot;
    private final Amount[] amounts;
    private final ReportStyle style;
    private final PrefixedLines lines;

    Summaries(Snapshot snapshot, Verdicts verdicts, ReportStyle style, PrefixedLines lines) {
        this.snapshot = snapshot;
        this.amounts = amounts(snapshot.blocks(), verdicts);
        this.style = style;
        this.lines = lines;
    }

    void heap() {
        long bytes = 0;
        for (Amount amount : amounts) {
            bytes += amount.bytes;
        }
        lines.line("HEAP SUMMARY:");
        lines.line("    in use at exit: " + new Amount(bytes, snapshot.blocks().count()));
        lines.line("  total heap usage: "
                + PrefixedLines.grouped(snapshot.heapUse().allocations()) + " allocs, "
                + PrefixedLines.grouped(snapshot.heapUse().frees()) + " frees, "
                + PrefixedLines.grouped(snapshot.heapUse().allocatedBytes()) + " bytes allocated");
        lines.blank();
    }

    void leaks() {
        if (snapshot.blocks().count() == 0) {
            lines.line("All heap blocks were freed -- no leaks are possible");
        } else if (style.check() == ReportStyle.Check.NONE) {
            lines.line("For a detailed leak analysis, rerun with: --leak-check=full");
        } else {
            leakSummary();
        }
    }

    private void leakSummary() {
        lines.line("LEAK SUMMARY:");
        for (Verdict verdict : Verdict.values()) {
            lines.line(column(LeakReport.words(verdict)) + amountOf(verdict));
        }
        lines.line(column("suppressed") + new Amount(0, 0));
        if (style.check() == ReportStyle.Check.SUMMARY) {
            lines.line("Rerun with --leak-check=full to see details of leaked memory");
        } else if (amountOf(Verdict.STILL_REACHABLE).blocks > 0
                && !style.shown().contains(Verdict.STILL_REACHABLE)) {
            lines.line("Reachable blocks (those to which a pointer was found) are not shown.");
            lines.line("To see them, rerun with: --leak-check=full --show-leak-kinds=all");
        }
    }

    void errors(int errors) {
        lines.blank();
        // Without thousands separators, as in Memcheck: scripts read this line.
        lines.line("ERROR SUMMARY: " + errors + " errors from " + errors + " contexts (suppressed: 0 from 0)");
    }

    private static String column(String words) {
        return " ".repeat(Math.max(0, 18 - words.length())) + words + ": ";
    }

    @SuppressWarnings("EnumOrdinal") // a place for each verdict; never leaves this class
    private Amount amountOf(Verdict verdict) {
        return amounts[verdict.ordinal()];
    }

    /** By verdict. In one pass, since there can be millions of blocks. */
    @SuppressWarnings("EnumOrdinal")
    private static Amount[] amounts(Blocks blocks, Verdicts verdicts) {
        long[] bytes = new long[Verdict.values().length];
        long[] counts = new long[bytes.length];
        for (int block = 0; block < blocks.count(); block++) {
            int verdict = verdicts.verdict(block).ordinal();
            bytes[verdict] += blocks.sizeBytes(block);
            counts[verdict]++;
        }
        Amount[] amounts = new Amount[bytes.length];
        for (int verdict = 0; verdict < amounts.length; verdict++) {
            amounts[verdict] = new Amount(bytes[verdict], counts[verdict]);
        }
        return amounts;
    }
}
