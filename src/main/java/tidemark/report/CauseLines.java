package tidemark.report;

import java.util.ArrayList;
import java.util.List;
import tidemark.snapshot.UnloadNote;

/** Why blocks were lost, in words: below a loss record, and summed up by module. */
final class CauseLines {
    private static final int LISTED_CAUSES = 3;
    private static final int LISTED_MODULES = 20;

    private final VariableNames names;

    CauseLines(VariableNames names) {
        this.names = names;
    }

    List<String> of(LossRecord record) {
        List<Cause> causes = record.causes();
        List<String> lines = new ArrayList<>();
        for (Cause cause : causes.subList(0, Math.min(LISTED_CAUSES, causes.size()))) {
            String share = cause.blocks() == record.blocks()
                    ? ""
                    : " (" + PrefixedLines.grouped(cause.blocks()) + " of the blocks)";
            lines.add("   lost when " + cause.module().file().name() + " was unloaded: last held by "
                    + names.of(cause.module(), cause.wordAddress()).text() + share);
        }
        if (causes.size() > LISTED_CAUSES) {
            lines.add("   (and by " + PrefixedLines.grouped(causes.size() - LISTED_CAUSES) + " others)");
        }
        return lines;
    }

    /**
     * What was lost with each module, without what is suppressed; empty if no block's cause is known.
     *
     * @param known by which modules are told apart
     */
    static List<String> summary(List<LossRecord> records, KnownModules known) {
        List<Cause> modules = byModule(records, known).causes();
        List<String> lines = new ArrayList<>();
        for (Cause module : modules.subList(0, Math.min(LISTED_MODULES, modules.size()))) {
            lines.add("   " + module.module().file().name() + ": " + PrefixedLines.grouped(module.bytes())
                    + " bytes in " + PrefixedLines.grouped(module.blocks()) + " blocks");
        }
        if (modules.size() > LISTED_MODULES) {
            lines.add("   (and " + (modules.size() - LISTED_MODULES) + " other modules)");
        }
        return lines;
    }

    private static CauseTally byModule(List<LossRecord> records, KnownModules known) {
        CauseTally tally = new CauseTally();
        for (LossRecord record : records) {
            if (record.suppression().isEmpty()) {
                for (Cause cause : record.causes()) {
                    tally.add(known.number(cause.module().file()), cause);
                }
            }
        }
        return tally;
    }

    static Cause of(UnloadNote note, long bytes) {
        return new Cause(note.module(), note.wordAddress(), 1, bytes);
    }
}
