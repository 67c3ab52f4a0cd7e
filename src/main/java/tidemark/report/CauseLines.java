package tidemark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tidemark.snapshot.EndNote;
import tidemark.snapshot.Frame;
import tidemark.snapshot.UnloadNote;
import tidemark.symbolise.FrameName;

/** Why blocks were lost, in words: below a loss record, and summed up by module and by the function that threads began with. */
final class CauseLines {
    private static final int LISTED_CAUSES = 3;
    private static final int LISTED_OWNERS = 20;

    private final VariableNames variables;
    private final Function<Frame, FrameName> functions;

    CauseLines(VariableNames variables, Function<Frame, FrameName> functions) {
        this.variables = variables;
        this.functions = functions;
    }

    List<String> of(LossRecord record) {
        List<Cause> causes = record.causes();
        List<String> lines = new ArrayList<>();
        for (Cause cause : causes.subList(0, Math.min(LISTED_CAUSES, causes.size()))) {
            String share = cause.blocks() == record.blocks()
                    ? ""
                    : " (" + PrefixedLines.grouped(cause.blocks()) + " of the blocks)";
            lines.add("   " + text(cause) + share);
        }
        if (causes.size() > LISTED_CAUSES) {
            lines.add("   (and by " + PrefixedLines.grouped(causes.size() - LISTED_CAUSES) + " others)");
        }
        return lines;
    }

    private String text(Cause cause) {
        if (cause.note() instanceof UnloadNote unload) {
            return "lost when " + unload.module().file().name() + " was unloaded: last held by "
                    + variables.of(unload.module(), unload.wordAddress()).text();
        }
        String began = " (" + began((EndNote) cause.note()) + ") when ";
        return cause.tid() == 0
                ? "held by the stacks of threads" + began + "they ended"
                : "held by the stack of thread " + cause.tid() + began + "that ended";
    }

    private String began(EndNote note) {
        if (note.routine() instanceof Frame.InModule in) {
            return "in " + functions.apply(in).text() + (in.module().unloaded() ? " [unloaded]" : "");
        }
        long address = ((Frame.Anonymous) note.routine()).runtimeAddress();
        return "in 0x" + Long.toHexString(address).toUpperCase(Locale.ROOT);
    }

    /** What was lost with each module and with threads, without what is suppressed; empty if no block's cause is known. */
    List<String> summary(List<LossRecord> records, KnownModules known) {
        CauseTally modules = new CauseTally();
        CauseTally threads = new CauseTally();
        for (LossRecord record : records) {
            for (Cause cause : record.suppression().isEmpty() ? record.causes() : List.<Cause>of()) {
                if (cause.note() instanceof UnloadNote unload) {
                    modules.add(known.number(unload.module()), cause);
                } else {
                    threads.add(CauseTally.place(cause.note(), known::number), cause);
                }
            }
        }
        List<String> lines = new ArrayList<>();
        summary("last held by a module that was unloaded:", modules.causes(), "modules", lines);
        summary("held by the stack of a thread when that ended:", threads.causes(), "functions", lines);
        return lines;
    }

    private void summary(String heading, List<Cause> owners, String what, List<String> lines) {
        if (owners.isEmpty()) {
            return;
        }
        lines.add("Of the lost blocks, " + heading);
        for (Cause owner : owners.subList(0, Math.min(LISTED_OWNERS, owners.size()))) {
            String name = owner.note() instanceof UnloadNote unload
                    ? unload.module().file().name()
                    : began((EndNote) owner.note());
            lines.add("   " + name + ": " + PrefixedLines.grouped(owner.bytes()) + " bytes in "
                    + PrefixedLines.grouped(owner.blocks()) + " blocks");
        }
        if (owners.size() > LISTED_OWNERS) {
            lines.add("   (and " + (owners.size() - LISTED_OWNERS) + " other " + what + ")");
        }
    }
}
