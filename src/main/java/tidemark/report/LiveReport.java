package tidemark.report;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tidemark.reachability.Verdict;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.Snapshot;

/**
 * What was live when a process ended without being held: the blocks by call path, which the ledger has, without verdicts, for which the
 * process's memory would be needed.
 */
public final class LiveReport {
    /** Most of what is live is in use, so only the largest are shown, unless reachable blocks are asked for. */
    private static final int LARGEST = 50;

    private LiveReport() {}

    /**
     * @param why there are no verdicts
     * @return whole lines, each with the process's prefix
     */
    public static String of(Snapshot snapshot, String why, ReportStyle style, Naming naming) {
        PrefixedLines lines = new PrefixedLines(snapshot.process().pid());
        lines.line("NOT CHECKED: " + why + "; " + live(snapshot));
        for (String gap : snapshot.gaps()) {
            lines.line("   " + gap);
        }
        KnownModules known = new KnownModules();
        StackLines stacks = new StackLines(style, naming);
        wrongFrees(
                wrongFrees(snapshot, style, known),
                new WrongFreeLines(stacks, naming.variables()),
                lines,
                _ -> Optional.empty());
        records(records(snapshot, style, known), style, stacks, lines, _ -> Optional.empty());
        return lines.text();
    }

    /** No suppression is looked at: these are no verdicts. */
    static List<WrongFreeRecord> wrongFrees(Snapshot snapshot, ReportStyle style, KnownModules known) {
        return WrongFreeRecords.of(snapshot, style, known, _ -> Optional.empty());
    }

    /** Live blocks by call path; none if no records are to be shown. */
    static List<LossRecord> records(Snapshot snapshot, ReportStyle style, KnownModules known) {
        if (style.check() != ReportStyle.Check.FULL || style.shown().isEmpty()) {
            return List.of();
        }
        return LossRecords.of(
                snapshot,
                Verdicts.ofUnseenMemory(snapshot.blocks().count()),
                known,
                style,
                Optional.empty(),
                (verdict, path) -> Optional.empty(),
                new EarlierRecords());
    }

    /** @param where in which processes that was, if it is to be told */
    static void wrongFrees(
            List<WrongFreeRecord> records,
            WrongFreeLines wrongFrees,
            PrefixedLines lines,
            Function<Occurrence, Optional<String>> where) {
        for (WrongFreeRecord record : records) {
            lines.blank();
            wrongFrees.of(record).forEach(lines::line);
            where.apply(record.occurrence()).ifPresent(lines::line);
        }
    }

    /** How much was live when the process ended. */
    static String live(Snapshot snapshot) {
        long bytes = 0;
        for (int block = 0; block < snapshot.blocks().count(); block++) {
            bytes += snapshot.blocks().sizeBytes(block);
        }
        return PrefixedLines.grouped(bytes) + " bytes in "
                + PrefixedLines.grouped(snapshot.blocks().count()) + " blocks were live then";
    }

    /**
     * Smallest first, as loss records are.
     *
     * @param where in which processes that was, if it is to be told
     */
    static void records(
            List<LossRecord> records,
            ReportStyle style,
            StackLines stacks,
            PrefixedLines lines,
            Function<Occurrence, Optional<String>> where) {
        int first = firstShown(records.size(), style.shown());
        if (!records.isEmpty()) {
            lines.blank();
            lines.line("LIVE BLOCKS by call path, in use or leaked:");
        }
        if (first > 0) {
            lines.line("(" + PrefixedLines.grouped(first) + " smaller records are not shown. To see them, rerun with:"
                    + " --leak-check=full --show-leak-kinds=all)");
        }
        for (int i = first; i < records.size(); i++) {
            LossRecord record = records.get(i);
            lines.blank();
            lines.line(PrefixedLines.grouped(record.directBytes()) + " bytes in "
                    + PrefixedLines.grouped(record.blocks()) + " blocks were live in record "
                    + PrefixedLines.grouped(i + 1) + " of " + PrefixedLines.grouped(records.size()));
            stacks.of(record.path()).forEach(lines::line);
            where.apply(record.occurrence()).ifPresent(lines::line);
        }
        if (style.check() == ReportStyle.Check.FULL && !style.shown().isEmpty()) {
            lines.blank();
        }
    }

    private static int firstShown(int records, Set<Verdict> shown) {
        return shown.contains(Verdict.STILL_REACHABLE) ? 0 : Math.max(0, records - LARGEST);
    }
}
