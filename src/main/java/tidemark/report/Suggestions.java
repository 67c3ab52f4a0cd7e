package tidemark.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
            int shown = stacks.shown(record.path());
            List<List<Site>> frames = record.path().frames().subList(0, shown).stream()
                    .map(sites::of)
                    .toList();
            lines.plain(GeneratedSuppression.of(record.verdict(), frames));
        }
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
