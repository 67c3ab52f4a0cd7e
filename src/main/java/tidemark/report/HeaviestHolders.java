package tidemark.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The roots and their owners without which blocks would be lost, of one process or of several. */
record HeaviestHolders(List<Row> owners, List<Row> roots) {
    /** @param lost without it */
    record Row(String name, Amount lost) {}

    static final HeaviestHolders NONE = new HeaviestHolders(List.of(), List.of());

    HeaviestHolders plus(HeaviestHolders other) {
        return new HeaviestHolders(sum(owners, other.owners), sum(roots, other.roots));
    }

    private static List<Row> sum(List<Row> some, List<Row> others) {
        Map<String, Amount> byName = new LinkedHashMap<>();
        List<Row> all = new ArrayList<>(some);
        all.addAll(others);
        for (Row row : all) {
            byName.merge(row.name, row.lost, Amount::plus);
        }
        List<Row> sum = new ArrayList<>();
        byName.forEach((name, lost) -> sum.add(new Row(name, lost)));
        return sum;
    }

    /** Heaviest first; empty unless they are asked for. */
    List<String> lines(int top) {
        List<String> lines = new ArrayList<>();
        if (top > 0) {
            lines.add("Heaviest holders, with what would be lost without each:");
            lines.add("   by module or thread:");
            lines.addAll(table(owners, top));
            lines.add("   by variable, stack or mapping:");
            lines.addAll(table(roots, top));
        }
        return lines;
    }

    private static List<String> table(List<Row> rows, int top) {
        List<Row> heaviest = new ArrayList<>(rows);
        heaviest.sort((a, b) -> Long.compare(b.lost.bytes(), a.lost.bytes()));
        List<String> lines = new ArrayList<>();
        int width = heaviest.isEmpty()
                ? 0
                : PrefixedLines.grouped(heaviest.getFirst().lost.bytes()).length();
        for (Row row : heaviest.subList(0, Math.min(top, heaviest.size()))) {
            String padding = " "
                    .repeat(6 + width - PrefixedLines.grouped(row.lost.bytes()).length());
            lines.add(padding + row.lost + ": " + row.name);
        }
        return lines;
    }
}
