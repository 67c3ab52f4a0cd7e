package tidemark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two runs, or two columns of one, figure by figure: the second's ratio to bare over the first's.
 */
final class RunComparison {
    /** Fewer have no spread to speak of. */
    private static final int ENOUGH_ROUNDS = 3;
    /** Cachegrind's counts are the same up to addresses that hash differently. */
    private static final double COUNT_NOISE = 0.01;

    /**
     * A figure that both have.
     *
     * @param workload or the geometric mean's name
     */
    record Line(Figure figure, String workload, String tool, Ratio first, Ratio second) {
        double change() {
            return second.median() / first.median();
        }

        /** Whether the spreads do not even touch. */
        boolean moved() {
            if (figure == Figure.COUNTED) {
                return Math.abs(change() - 1) > COUNT_NOISE;
            }
            return first.rounds() >= ENOUGH_ROUNDS && second.rounds() >= ENOUGH_ROUNDS && first.disjoint(second);
        }
    }

    /**
     * One side of the comparison.
     *
     * @param tool only this column, under whatever name; empty: all, each with that of the same name
     */
    record Side(Results results, Optional<String> tool) {}

    private static final String MEAN = "geometric mean";

    private RunComparison() {}

    static List<Line> lines(Side first, Side second) throws BenchException {
        List<Line> lines = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            for (String tool : tools(first)) {
                String other = second.tool().orElse(tool);
                for (String workload : first.results().workloads().keySet()) {
                    add(
                            lines,
                            figure,
                            workload,
                            other,
                            first.results().ratio(figure, workload, tool),
                            second.results().ratio(figure, workload, other));
                }
                add(
                        lines,
                        figure,
                        MEAN,
                        other,
                        first.results().geometricMean(figure, tool),
                        second.results().geometricMean(figure, other));
            }
        }
        return lines;
    }

    private static List<String> tools(Side side) throws BenchException {
        if (side.tool().isEmpty()) {
            return List.copyOf(side.results().tools().keySet());
        }
        String tool = side.tool().get();
        if (!side.results().tools().containsKey(tool)) {
            throw new BenchException("no column " + tool + ", but "
                    + String.join(", ", side.results().tools().keySet()));
        }
        return List.of(tool);
    }

    private static void add(
            List<Line> lines,
            Figure figure,
            String workload,
            String tool,
            Optional<Ratio> first,
            Optional<Ratio> second) {
        if (first.isPresent() && second.isPresent()) {
            lines.add(new Line(figure, workload, tool, first.get(), second.get()));
        }
    }

    /** What moved first, as Markdown. */
    static String text(List<Line> lines) {
        List<Line> moved = lines.stream().filter(Line::moved).toList();
        StringBuilder text = new StringBuilder();
        text.append("# Moved beyond the spread: ").append(moved.size()).append(" of ");
        text.append(lines.size()).append("\n\n");
        if (!moved.isEmpty()) {
            text.append(table(moved)).append('\n');
        }
        return text.append("# All\n\n").append(table(lines)).toString();
    }

    private static String table(List<Line> lines) {
        MarkdownTable table =
                new MarkdownTable(List.of("figure", "workload", "tool", "first", "second", "second/first", ""));
        for (Line line : lines) {
            String direction = line.change() < 1 ? "less" : "more";
            table.row(List.of(
                    line.figure.word,
                    line.workload,
                    line.tool,
                    line.first.text(),
                    line.second.text(),
                    "%.3f".formatted(line.change()),
                    line.moved() ? direction : ""));
        }
        return table.text();
    }
}
