package tidemark.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tidemark.reachability.Holders;
import tidemark.reachability.Verdicts;
import tidemark.snapshot.ProcessIdentity;
import tidemark.snapshot.Snapshot;
import tidemark.suppression.Suppressions;

/**
 * One report for several processes: loss records of one verdict and one call path are one, whichever process they are of, and the summaries are sums. It
 * keeps records and nothing of a process's memory. For one thread.
 */
public final class MergedReport {
    private final ReportStyle style;
    private final Naming naming;
    private final KnownModules known = new KnownModules();
    private final MergedRecords found = new MergedRecords(known);
    private final Map<RecordKey, String> heldBy = new HashMap<>();
    private final MergedRecords live = new MergedRecords(known);
    private final ProcessRemarks endings = new ProcessRemarks();
    private final ProcessRemarks gaps = new ProcessRemarks();
    private final ProcessRemarks notChecked = new ProcessRemarks();
    private final List<ProcessIdentity> checked = new ArrayList<>();
    private HeapAmounts heap = HeapAmounts.NONE;
    private HeaviestHolders heaviest = HeaviestHolders.NONE;
    private final StayedModules stayed = new StayedModules();

    public MergedReport(ReportStyle style, Naming naming) {
        this.style = style;
        this.naming = naming;
    }

    /**
     * A process that was checked.
     *
     * @param holders as {@link ReportStyle#tellsHolders} asks for them
     * @param ending by what it ended, if that was no plain exit; empty otherwise
     * @return what counts of it; nothing is told yet
     */
    public LeakReport add(
            Snapshot snapshot, Verdicts verdicts, Optional<Holders> holders, Suppressions suppressions, String ending) {
        CallSites sites = new CallSites(style, naming.frames());
        Findings findings =
                Findings.of(snapshot, verdicts, holders, Occasion.end(), style, suppressions, naming, sites, known);
        ProcessIdentity process = snapshot.process();
        checked.add(process);
        for (LossRecord record : findings.records()) {
            boolean isNew = found.add(record);
            if (isNew && LeakReport.shown(record, style)) {
                findings.heldBy().apply(record).ifPresent(words -> heldBy.put(record.key(), words));
            }
        }
        findings.wrongFrees().forEach(found::add);
        heap = heap.plus(findings.heap());
        heaviest = heaviest.plus(findings.heaviest().get());
        if (!ending.isEmpty()) {
            endings.add(ending, process, "");
        }
        stayed.add(snapshot.modules());
        snapshot.gaps().forEach(gap -> gaps.add(gap, process, ""));
        Summaries counts = new Summaries(
                findings.heap(),
                findings.wrongFrees(),
                findings.records(),
                Occasion.end(),
                style,
                new PrefixedLines(process.pid()));
        return new LeakReport("", counts.errorCount(), counts.leakCount());
    }

    /**
     * A process that ended without being held.
     *
     * @param snapshot has no memory
     * @param why there are no verdicts
     */
    public void addLive(Snapshot snapshot, String why) {
        List<String> more = new ArrayList<>(List.of(LiveReport.live(snapshot)));
        more.addAll(snapshot.gaps());
        notChecked(snapshot.process(), why, String.join("; ", more));
        LiveReport.records(snapshot, style, known).forEach(live::add);
        LiveReport.wrongFrees(snapshot, style, known).forEach(live::add);
    }

    /** A process of which nothing more is known. */
    public void notChecked(ProcessIdentity process, String why) {
        notChecked(process, why, "");
    }

    private void notChecked(ProcessIdentity process, String why, String more) {
        notChecked.add("NOT CHECKED: " + why, process, more);
    }

    /** Whether there is no process to tell of. */
    public boolean isEmpty() {
        return checked.isEmpty() && notChecked.count() == 0;
    }

    /**
     * What stands above the loss records: the title, and the processes that ended otherwise than by an exit, or could not be checked.
     *
     * @param pid stands before each line
     * @param title whole lines
     */
    public String introduction(int pid, String title) {
        PrefixedLines lines = new PrefixedLines(pid);
        if (style.detail() != ReportStyle.Detail.QUIET) {
            lines.line("One report for " + PrefixedLines.grouped(checked.size()) + " processes"
                    + (notChecked.count() == 0 ? "" : "; not checked: " + PrefixedLines.grouped(notChecked.count())));
            listed(lines);
            lines.blank();
        }
        endings(lines);
        if (notChecked.count() > 0) {
            notChecked(lines);
        }
        return title + lines.text();
    }

    private void notChecked(PrefixedLines lines) {
        notChecked.lines(style.detail()).forEach(lines::line);
        StackLines stacks = new StackLines(style, naming);
        Function<Occurrence, Optional<String>> where = occurrence -> Optional.of(occurrence.line());
        LiveReport.wrongFrees(live.wrongFrees(), new WrongFreeLines(stacks, naming.variables()), lines, where);
        List<LossRecord> records = live.records();
        if (!records.isEmpty()) {
            LiveReport.records(records, style, stacks, lines, where);
        } else if (style.detail() != ReportStyle.Detail.QUIET) {
            lines.blank();
        }
    }

    private void listed(PrefixedLines lines) {
        if (style.detail() == ReportStyle.Detail.VERBOSE) {
            for (ProcessIdentity process : checked) {
                lines.line("   " + Occurrence.named(process) + " (parent " + process.parentPid() + ")");
            }
        }
    }

    private void endings(PrefixedLines lines) {
        List<String> paragraph = endings.lines(style.detail());
        paragraph.forEach(lines::line);
        if (!paragraph.isEmpty() && style.detail() != ReportStyle.Detail.QUIET) {
            lines.blank();
        }
    }

    /**
     * What was found, if any process was checked.
     *
     * @param process whose pid stands before each line
     * @param suppressions all that were given
     * @param question as in {@link LeakReport#of}
     */
    public LeakReport report(
            ProcessIdentity process, Suppressions suppressions, Function<String, Optional<String>> question) {
        if (checked.isEmpty()) {
            return new LeakReport("", 0, 0);
        }
        Findings findings = new Findings(
                process,
                Findings.Scope.SEVERAL,
                found.wrongFrees(),
                found.records(),
                heap,
                record -> Optional.ofNullable(heldBy.get(record.key())),
                () -> heaviest,
                stayed,
                gaps.lines(style.detail()));
        CallSites sites = new CallSites(style, naming.frames());
        return LeakReport.of(findings, Occasion.end(), style, suppressions, naming, sites, known, question);
    }
}
