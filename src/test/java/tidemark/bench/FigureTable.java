package tidemark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** One figure of all workloads under all tools, as Markdown. */
final class FigureTable {
    private static final String NOT_AVAILABLE = "Not available here: the machine does not count them.\n";

    private final Results results;
    private final Figure figure;

    private FigureTable(Results results, Figure figure) {
        this.results = results;
        this.figure = figure;
    }

    static String text(Results results, Figure figure) {
        return new FigureTable(results, figure).text();
    }

    private String text() {
        String head = "## " + figure.title + "\n\n" + (figure.remark.isEmpty() ? "" : figure.remark + "\n\n");
        List<String> tools = tools();
        MarkdownTable table = new MarkdownTable(columns(tools));
        for (String workload : results.workloads().keySet()) {
            if (measured(workload, tools)) {
                table.row(row(workload, tools));
            }
        }
        if (table.isEmpty()) {
            return figure == Figure.INSTRUCTIONS ? head + NOT_AVAILABLE : "";
        }
        table.row(geometricMeans(tools));
        return head + table.text();
    }

    /** Those that have the figure for anything. */
    private List<String> tools() {
        return results.tools().keySet().stream()
                .filter(tool -> results.workloads().keySet().stream()
                        .anyMatch(workload ->
                                results.ratio(figure, workload, tool).isPresent()))
                .toList();
    }

    private boolean measured(String workload, List<String> tools) {
        boolean hidden = figure.observation == Observation.TARGET
                && results.workloads(Workload.Kind.WHOLE_COMMAND).contains(workload);
        return !hidden
                && tools.stream()
                        .anyMatch(tool -> results.ratio(figure, workload, tool).isPresent());
    }

    private List<String> columns(List<String> tools) {
        List<String> columns = new ArrayList<>(List.of("workload", "bare, " + figure.unit));
        for (String tool : tools) {
            Results.Tested tested = results.tools().get(tool);
            boolean marked = tested != null && tested.size() == Size.REDUCED;
            columns.add(tool + (marked ? " *" : ""));
        }
        return columns;
    }

    private List<String> row(String workload, List<String> tools) {
        List<String> row = new ArrayList<>(List.of(workload, bare(workload)));
        for (String tool : tools) {
            Optional<Ratio> ratio = results.ratio(figure, workload, tool);
            row.add(ratio.map(Ratio::text)
                    .or(() -> results.failure(figure, workload, tool))
                    .orElse("-"));
        }
        return row;
    }

    private String bare(String workload) {
        Figure bare = figure == Figure.RUNNING ? Figure.WALL : figure;
        OptionalDouble median = results.median(bare, workload, Bare.NAME);
        return median.isPresent() ? Ratio.number(median.getAsDouble()) : "-";
    }

    private List<String> geometricMeans(List<String> tools) {
        List<String> row = new ArrayList<>(List.of(
                "**geometric mean**", results.workloads(Workload.Kind.TYPICAL).size() + " of them"));
        for (String tool : tools) {
            row.add(results.geometricMean(figure, tool)
                    .map(mean -> "**" + mean.text() + "**")
                    .orElse("-"));
        }
        return row;
    }
}
