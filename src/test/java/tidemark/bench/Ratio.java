package tidemark.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A tool's quantity over the bare one's, of several rounds.
 *
 * @param rounds how many
 */
record Ratio(double median, double min, double max, int rounds) {
    /** @param values at least one */
    static Ratio of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Ratio(median(sorted), sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Of each of the three numbers; as many rounds as the one with the fewest has. */
    static Ratio geometricMean(List<Ratio> ratios) {
        double medians = 0;
        double mins = 0;
        double maxes = 0;
        int rounds = Integer.MAX_VALUE;
        for (Ratio ratio : ratios) {
            medians += Math.log(ratio.median);
            mins += Math.log(ratio.min);
            maxes += Math.log(ratio.max);
            rounds = Math.min(rounds, ratio.rounds);
        }
        int count = ratios.size();
        return new Ratio(Math.exp(medians / count), Math.exp(mins / count), Math.exp(maxes / count), rounds);
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
