package tidemark.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Results as text: words divided by tabs, a record a line, whose first word tells its kind.
 *
 * <pre>
 * tidemark-bench 1
 * fact     NAME VALUE
 * tool     NAME SIZE HOW
 * workload NAME KIND WHAT
 * sample   WORKLOAD TOOL SIZE OBSERVATION ROUND OUTCOME [QUANTITY=NUMBER]...
 * </pre>
 */
final class ResultsFile {
    private static final String HEAD = "tidemark-bench\t1";

    private ResultsFile() {}

    static String text(Results results) {
        List<String> lines = new ArrayList<>(List.of(HEAD));
        results.facts().forEach((name, value) -> lines.add(line("fact", name, value)));
        results.tools()
                .forEach(
                        (name, tool) -> lines.add(line("tool", name, tool.size().word(), tool.how())));
        results.workloads()
                .forEach((name, workload) -> lines.add(line("workload", name, word(workload.kind()), workload.what())));
        results.samples().forEach(sample -> lines.add(line(sample)));
        return String.join("\n", lines) + "\n";
    }

    private static String line(Sample sample) {
        StringBuilder line = new StringBuilder(line(
                "sample",
                sample.workload(),
                sample.tool(),
                sample.size().word(),
                sample.observation().word(),
                Integer.toString(sample.round()),
                sample.outcome()));
        sample.quantities()
                .forEach((quantity, value) ->
                        line.append('\t').append(quantity.word()).append('=').append(value));
        return line.toString();
    }

    /** Tabs and newlines in words become blanks. */
    private static String line(String... words) {
        List<String> clean = new ArrayList<>();
        for (String word : words) {
            clean.add(word.replace('\t', ' ').replace('\n', ' '));
        }
        return String.join("\t", clean);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** @throws BenchException naming the first line that cannot be read */
    static Results parse(String text) throws BenchException {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
            throw new BenchException("no results of ./build bench: the first line is not \"" + HEAD + "\"");
        }
        Map<String, String> facts = new LinkedHashMap<>();
        Map<String, Results.Tested> tools = new LinkedHashMap<>();
        Map<String, Results.Played> workloads = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.split("\t", -1);
            try {
                switch (words[0]) {
                    case "fact" -> facts.put(words[1], words[2]);
                    case "tool" -> tools.put(words[1], new Results.Tested(words[3], value(Size.class, words[2])));
                    case "workload" ->
                        workloads.put(words[1], new Results.Played(words[3], value(Workload.Kind.class, words[2])));
                    case "sample" -> samples.add(sample(words));
                    default -> throw new IllegalArgumentException(words[0]);
                }
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new BenchException("cannot be read: " + line);
            }
        }
        return new Results(facts, tools, workloads, samples);
    }

    private static Sample sample(String[] words) {
        Map<Quantity, Long> quantities = new EnumMap<>(Quantity.class);
        for (int i = 7; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            quantities.put(
                    value(Quantity.class, words[i].substring(0, equals)),
                    Long.parseLong(words[i].substring(equals + 1)));
        }
        return new Sample(
                words[1],
                words[2],
                value(Size.class, words[3]),
                value(Observation.class, words[4]),
                Integer.parseInt(words[5]),
                words[6],
                quantities);
    }

    private static <E extends Enum<E>> E value(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }
}
