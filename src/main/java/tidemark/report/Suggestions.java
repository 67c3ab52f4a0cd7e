package tidemark.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tidemark.snapshot.CallPath;
import tidemark.suppression.GeneratedSuppression;
import tidemark.suppression.Site;

/** The suppressions that a report offers for what it shows, as Memcheck asks for them and prints them. */
final class Suggestions {
    private final StackLines stacks;
    private final CallSites sites;
    private final Function<String, Optional<String>> question;
    private ReportStyle.GenerateSuppressions generate;

    /** @param question as in {@link LeakReport#of} */
    Suggestions(
            ReportStyle.GenerateSuppressions generate,
            StackLines stacks,
            CallSites sites,
            Function<String, Optional<String>> question) {
        this.generate = generate;
        this.stacks = stacks;
        this.sites = sites;
        this.question = question;
    }

    /** Prints the suppression of a loss record that stands at the end of the lines, if it is wanted. */
    void after(LossRecord record, PrefixedLines lines) {
        if (wanted(lines)) {
            lines.plain(GeneratedSuppression.of(record.verdict(), shown(record.path())));
        }
    }

    /** The same of a wrong free. */
    void after(WrongFreeRecord record, PrefixedLines lines) {
        if (wanted(lines)) {
            lines.plain(GeneratedSuppression.ofFree(shown(record.path())));
        }
    }

    private List<List<Site>> shown(CallPath path) {
        return path.frames().subList(0, stacks.shown(path)).stream()
                .map(sites::of)
                .toList();
    }

    private boolean wanted(PrefixedLines lines) {
        return switch (generate) {
            case NO -> false;
            case ALL -> true;
            case ASK -> ask(lines);
        };
    }

    private boolean ask(PrefixedLines lines) {
        lines.blank();
        while (true) {
            lines.question("---- Print suppression ? --- [Return/N/n/Y/y/C/c] ---- ");
            Optional<String> answer = question.apply(lines.taken());
            switch (answer.orElse("c")) {
                case "y", "Y" -> {
                    return true;
                }
                case "", "n", "N" -> {
                    return false;
                }
                case "c", "C" -> {
                    generate = ReportStyle.GenerateSuppressions.NO;
                    return false;
                }
                default -> {} // ask again
            }
        }
    }
}
