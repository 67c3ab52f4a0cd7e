package tidemark.bench;

import java.util.List;
import java.util.Map;

/** All that is told of a run, as Markdown; nothing but the results decides what it says. */
final class ResultsPage {
    private static final String HEAD = """
            # What Tidemark costs

            Made by `./build bench` from `results.tsv`. Each number is the tool's over the bare program's of the same round: the median of all rounds, and in
            brackets the smallest and the largest; a number without brackets comes from one round. Slow tools have fewer rounds, and those marked with * run less work,
            compared with a bare run of the same work. The runs of a round lie next to each other in time. "By the fastest runs" is the tool's
            fastest run over the fastest bare one, which a busy machine disturbs least.

            What is measured is the target and its children, without the processes of the tool, except where it says "whole command". A small program, `measure.c`, starts the
            target inside the tool and takes its figures from wait4(2). Under Memcheck the tool is the process, so there it stands outside.
            Where it says "fails", the program did not end under the tool as it does bare: a library that brings an allocator of its own breaks modules
            that are loaded with RTLD_DEEPBIND, which get libc's. heaptrack observes one process, so there is nothing to tell where the work is done in children.

            """;
    private static final double BUSY = 0.5;
    private static final String BUSY_REMARK =
            "The machine was busy: trust CPU times and counts more than wall times.\n\n";

    private ResultsPage() {}

    static String text(Results results) {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("## Machine and versions\n\n")
                .append(facts(results.facts()))
                .append('\n');
        page.append(busy(results.facts()) ? BUSY_REMARK : "");
        page.append(tools(results)).append('\n').append(workloads(results)).append('\n');
        for (String tool : results.tools().keySet()) {
            if (tool.equals(Tidemark.NAME)) {
                page.append("## Wanted and reached\n\n").append(Wanted.text(Wanted.all(results, tool)));
                page.append('\n');
            }
        }
        for (Figure figure : Figure.values()) {
            String table = FigureTable.text(results, figure);
            page.append(table).append(table.isEmpty() ? "" : "\n");
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static boolean busy(Map<String, String> facts) {
        return Double.parseDouble(facts.getOrDefault(Machine.LOAD, "0")) > BUSY;
    }

    private static String facts(Map<String, String> facts) {
        MarkdownTable table = new MarkdownTable(List.of("", ""));
        facts.forEach((name, value) -> table.row(List.of(name, value)));
        return table.text();
    }

    private static String tools(Results results) {
        MarkdownTable table = new MarkdownTable(List.of("tool", "how"));
        results.tools().forEach((name, tool) -> table.row(List.of(name, tool.how())));
        return table.text();
    }

    private static String workloads(Results results) {
        MarkdownTable table = new MarkdownTable(List.of("workload", "what", ""));
        results.workloads()
                .forEach((name, workload) -> table.row(List.of(
                        name,
                        workload.what(),
                        workload.kind() == Workload.Kind.TYPICAL ? "in the geometric mean" : "")));
        return table.text();
    }
}
