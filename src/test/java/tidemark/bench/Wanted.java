package tidemark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What Tidemark is to reach, and how far it is.
 *
 * @param reached the median of the rounds, and the same of the fastest runs; empty if it was not measured
 */
record Wanted(String what, double atMost, Optional<Reached> reached, String remark) {
    record Reached(double median, double least) {
        static Optional<Reached> of(Optional<Ratio> ratio) {
            return ratio.map(known -> new Reached(known.median(), known.least()));
        }

        Reached over(Reached other) {
            return new Reached(median / other.median, least / other.least);
        }
    }

    /** More than one thread may cost that much more than one. */
    private static final double THREADS = 1.10;

    private static final double TENTH = 0.1;
    private static final double HEAP_SHARE = 0.25;
    private static final double FIXED_MB = 8;
    private static final double MB = 1024 * 1024;

    boolean isReached() {
        return reached.isPresent() && reached.get().median <= atMost;
    }

    /** @param tool Tidemark, or a column with another agent */
    static List<Wanted> all(Results results, String tool) {
        Figure instructions = results.tools().containsKey(tool) && has(results, Figure.INSTRUCTIONS, tool)
                ? Figure.INSTRUCTIONS
                : Figure.COUNTED;
        List<Wanted> all = new ArrayList<>();
        all.add(mean(results, tool, instructions, 1.10));
        all.add(mean(results, tool, Figure.WALL, 1.12));
        all.add(ratio(results, tool, instructions, Workloads.MALLOC_5, 1.45));
        all.add(ratio(results, tool, Figure.WALL, Workloads.MALLOC_5, 1.6));
        all.add(ratio(results, tool, instructions, Workloads.MALLOC_50, 2.0));
        all.add(ratio(results, tool, Figure.WALL, Workloads.MALLOC_50, 1.9));
        for (int depth : new int[] {5, 50}) {
            for (int threads : new int[] {2, 4}) {
                all.add(threads(results, tool, instructions, depth, threads));
                all.add(threads(results, tool, Figure.WALL, depth, threads));
            }
        }
        for (String modules : List.of(Workloads.MODULES, Workloads.MODULES_DEEPBIND)) {
            all.add(ratio(results, tool, Figure.WALL, modules, 3));
            all.add(ofMemcheck(results, tool, Figure.WALL, modules));
        }
        all.add(ofMemcheck(results, tool, Figure.WHOLE_WALL, Workloads.HELLO));
        for (String workload : results.workloads().keySet()) {
            memory(results, tool, workload).ifPresent(all::add);
        }
        return all;
    }

    private static boolean has(Results results, Figure figure, String tool) {
        return results.workloads().keySet().stream()
                .anyMatch(workload -> results.ratio(figure, workload, tool).isPresent());
    }

    /** Of all of them, or it says nothing. */
    private static Wanted mean(Results results, String tool, Figure figure, double atMost) {
        long all = Workloads.all().stream()
                .filter(workload -> workload.kind() == Workload.Kind.TYPICAL)
                .count();
        Optional<Ratio> mean = results.workloads(Workload.Kind.TYPICAL).size() == all
                ? results.geometricMean(figure, tool)
                : Optional.empty();
        return new Wanted("geometric mean, " + lower(figure.title), atMost, Reached.of(mean), "");
    }

    private static Wanted ratio(Results results, String tool, Figure figure, String workload, double atMost) {
        return new Wanted(
                workload + ", " + lower(figure.title), atMost, Reached.of(results.ratio(figure, workload, tool)), "");
    }

    private static Wanted threads(Results results, String tool, Figure figure, int depth, int threads) {
        String one = Workloads.mallocName(depth, 1);
        String several = Workloads.mallocName(depth, threads);
        Optional<Reached> base = Reached.of(results.ratio(figure, one, tool));
        Optional<Reached> reached = base.isEmpty() ? base : Reached.of(results.ratio(figure, several, tool));
        return new Wanted(
                several + ", " + lower(figure.title),
                base.map(Reached::median).orElse(1.0) * THREADS,
                reached,
                "that of " + one + " and 10 %");
    }

    private static Wanted ofMemcheck(Results results, String tool, Figure figure, String workload) {
        Optional<Reached> memcheck = Reached.of(results.ratio(figure, workload, Valgrind.NAME));
        Optional<Reached> reached = memcheck.isEmpty()
                ? memcheck
                : Reached.of(results.ratio(figure, workload, tool)).map(own -> own.over(memcheck.get()));
        return new Wanted(workload + ", " + lower(figure.title) + ", of Memcheck's", TENTH, reached, "a tenth");
    }

    /** In MB: bare, a quarter of the heap, and 8. */
    private static Optional<Wanted> memory(Results results, String tool, String workload) {
        OptionalDouble bare = results.median(Figure.PEAK, workload, Bare.NAME);
        OptionalDouble own = results.median(Figure.PEAK, workload, tool);
        OptionalLong heap = results.peakHeapBytes(workload);
        if (bare.isEmpty() || own.isEmpty() || heap.isEmpty()) {
            return Optional.empty();
        }
        double heapMb = heap.getAsLong() / MB;
        return Optional.of(new Wanted(
                workload + ", peak memory, MB",
                bare.getAsDouble() + HEAP_SHARE * heapMb + FIXED_MB,
                Optional.of(new Reached(own.getAsDouble(), own.getAsDouble())),
                "bare %s, a quarter of the heap of %s, 8"
                        .formatted(Ratio.number(bare.getAsDouble()), Ratio.number(heapMb))));
    }

    private static String lower(String title) {
        return title.substring(0, 1).toLowerCase(Locale.ROOT) + title.substring(1);
    }

    /** As Markdown: a table of what was measured, and the rest by name. */
    static String text(List<Wanted> all) {
        MarkdownTable table = new MarkdownTable(List.of("what", "wanted at most", "is", "by the fastest runs", ""));
        for (Wanted wanted : all) {
            wanted.reached.ifPresent(reached -> table.row(List.of(
                    wanted.what,
                    Ratio.number(wanted.atMost) + (wanted.remark.isEmpty() ? "" : " (" + wanted.remark + ")"),
                    Ratio.number(reached.median),
                    Ratio.number(reached.least),
                    wanted.verdict(reached))));
        }
        List<String> rest = all.stream()
                .filter(wanted -> wanted.reached.isEmpty())
                .map(Wanted::what)
                .toList();
        return table.text() + (rest.isEmpty() ? "" : "\nNot measured: " + String.join("; ", rest) + ".\n");
    }

    private String verdict(Reached is) {
        return isReached()
                ? "reached"
                : String.format(Locale.ROOT, "missed by %.0f %%", (is.median / atMost - 1) * 100);
    }
}
