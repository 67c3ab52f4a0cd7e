package tidemark.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Memcheck's and Tidemark's records of one program side by side: equal are two records of the same kind, bytes and blocks whose stacks have
 * the same functions frame for frame, where Memcheck names one.
 */
final class Comparison {
    private final SymbolAliases aliases = new SymbolAliases();

    /** What one of the two has alone, as text; empty if they agree. */
    List<String> differences(Report memcheck, Report tidemark, Set<Kind> kinds) {
        List<LossRecord> left = new ArrayList<>(comparable(tidemark, kinds));
        List<String> differences = new ArrayList<>();
        for (LossRecord expected : comparable(memcheck, kinds)) {
            left.stream()
                    .filter(actual -> equal(expected, actual))
                    .findFirst()
                    .ifPresentOrElse(left::remove, () -> differences.add(text("only Memcheck", expected)));
        }
        left.forEach(record -> differences.add(text("only Tidemark", record)));
        return differences;
    }

    /**
     * Not compared is what the loader keeps for itself: it counts the modules, and each tool preloads other ones.
     */
    private static List<LossRecord> comparable(Report report, Set<Kind> kinds) {
        return report.records().stream()
                .filter(record -> kinds.contains(record.kind()))
                .filter(record -> record.callers().stream().limit(2).noneMatch(Comparison::inLoader))
                .toList();
    }

    private static boolean inLoader(StackFrame frame) {
        return frame.function().startsWith("_dl_") || frame.module().contains("/ld-linux");
    }

    private boolean equal(LossRecord expected, LossRecord actual) {
        return expected.kind() == actual.kind()
                && expected.directBytes() == actual.directBytes()
                && expected.indirectBytes() == actual.indirectBytes()
                && expected.blocks() == actual.blocks()
                && sameStack(expected, actual);
    }

    private boolean sameStack(LossRecord expected, LossRecord actual) {
        List<StackFrame> theirs = expected.callers();
        List<StackFrame> ours = actual.callers();
        boolean cut =
                expected.frames().size() == Tool.CALLERS || actual.frames().size() == Tool.CALLERS;
        if (!cut && theirs.size() != ours.size()) {
            return false;
        }
        for (int i = 0; i < Math.min(theirs.size(), ours.size()); i++) {
            if (!sameFunction(theirs.get(i), ours.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean sameFunction(StackFrame theirs, StackFrame ours) {
        return !theirs.named()
                || theirs.function().equals(ours.function())
                || aliases.same(ours.module(), theirs.function(), ours.function());
    }

    private static String text(String who, LossRecord record) {
        StringBuilder text = new StringBuilder(who + ": " + record.kind() + " " + record.directBytes() + " (+"
                + record.indirectBytes() + ") in " + record.blocks());
        record.frames()
                .forEach(frame -> text.append("\n    ")
                        .append(frame.function())
                        .append(" (in ")
                        .append(frame.module())
                        .append(")"));
        return text.toString();
    }
}
