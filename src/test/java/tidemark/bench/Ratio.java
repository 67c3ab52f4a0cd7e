package tidemark.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A tool's quantity over the bare one's, of several rounds.
 *
 * @param least the smallest of the tool's over the smallest of bare's, whatever their rounds: what a busy machine disturbs least
 * @param rounds how many
 */
record Ratio(double median, double min, double max, double least, int rounds) {
    /**
     * @param tool at least one value
     * @param bare as many, of the same rounds
     */
    static Ratio of(double[] tool, double[] bare) {
        double[] ratios = new double[tool.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = tool[i] / bare[i];
        }
        Arrays.sort(ratios);
        return new Ratio(
                median(ratios), ratios[0], ratios[ratios.length - 1], smallest(tool) / smallest(bare), ratios.length);
    }

    /** @param values at least one */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double smallest(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    /** Number by number; as many rounds as the one with the fewest has. */
    static Ratio geometricMean(List<Ratio> ratios) {
        return new Ratio(
                geometricMean(ratios.stream().mapToDouble(Ratio::median).toArray()),
                geometricMean(ratios.stream().mapToDouble(Ratio::min).toArray()),
                geometricMean(ratios.stream().mapToDouble(Ratio::max).toArray()),
                geometricMean(ratios.stream().mapToDouble(Ratio::least).toArray()),
                ratios.stream().mapToInt(Ratio::rounds).min().orElseThrow());
    }

    private static double geometricMean(double[] values) {
        return Math.exp(Arrays.stream(values).map(Math::log).average().orElseThrow());
    }

    boolean disjoint(Ratio other) {
        return min > other.max || max < other.min;
    }

    /** {@code 1.23 (1.20..1.31)}, or without a spread if there was one round. */
    String text() {
        return rounds == 1 ? number(median) : "%s (%s..%s)".formatted(number(median), number(min), number(max));
    }

    /** With three digits that say something. */
    static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
