package tidemark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tidemark.reachability.Holders;
import tidemark.reachability.Verdict;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.ProcessIdentity;
import tidemark.snapshot.Snapshot;
import tidemark.suppression.Suppressions;

/**
 * What a report tells, before it is put into words: of one process, or of several together.
 *
 * @param process whose pid stands before the lines
 * @param heldBy what holds a block of the record, in words
 * @param heaviest as {@link ReportStyle#holders} asks for them
 * @param stayed the modules that dlclose left loaded
 * @param gaps lines that say what could not be seen; empty means that all checks are complete
 */
record Findings(
        ProcessIdentity process,
        Scope scope,
        List<WrongFreeRecord> wrongFrees,
        List<LossRecord> records,
        HeapAmounts heap,
        Function<LossRecord, Optional<String>> heldBy,
        Supplier<HeaviestHolders> heaviest,
        StayedModules stayed,
        List<String> gaps) {
    /** Of how many processes. */
    enum Scope {
        ONE_PROCESS,
        /** Each record tells in which processes it occurred. */
        SEVERAL
    }

    /**
     * Of one process.
     *
     * @param holders as {@link ReportStyle#tellsHolders} asks for them
     * @param known of all processes whose findings are to be compared
     */
    static Findings of(
            Snapshot snapshot,
            Verdicts verdicts,
            Optional<Holders> holders,
            Occasion occasion,
            ReportStyle style,
            Suppressions suppressions,
            Naming naming,
            CallSites sites,
            KnownModules known) {
        List<LossRecord> records = style.check() == ReportStyle.Check.NONE
                ? List.of()
                : asked(
                        style,
                        LossRecords.of(
                                snapshot,
                                verdicts,
                                known,
                                style,
                                holders,
                                (verdict, path) -> sites.suppression(suppressions, verdict, path),
                                occasion.earlier()));
        List<WrongFreeRecord> wrongFrees = occasion.atEnd()
                ? WrongFreeRecords.of(snapshot, style, known, path -> sites.freeSuppression(suppressions, path))
                : List.of();
        HolderLines held = new HolderLines(snapshot, holders, style.holders(), naming.frames(), naming.variables());
        StayedModules stayed = new StayedModules();
        stayed.add(snapshot.modules());
        return new Findings(
                snapshot.process(),
                Scope.ONE_PROCESS,
                wrongFrees,
                records,
                HeapAmounts.of(snapshot, verdicts),
                held::of,
                held::heaviest,
                stayed,
                snapshot.gaps());
    }

    /** What the libraries keep for themselves is no record, unless it is asked for. */
    private static List<LossRecord> asked(ReportStyle style, List<LossRecord> records) {
        if (style.shown().contains(Verdict.LIBRARYS_OWN)) {
            return records;
        }
        List<LossRecord> programs = new ArrayList<>();
        for (LossRecord record : records) {
            if (record.verdict() != Verdict.LIBRARYS_OWN) {
                programs.add(record);
            }
        }
        return programs;
    }

    /** Below a record, if there is something to tell. */
    Optional<String> where(Occurrence occurrence) {
        return scope == Scope.SEVERAL ? Optional.of(occurrence.line()) : Optional.empty();
    }
}
