package tidemark.cli;

import java.util.List;

/** Finds the name that a user most likely meant: the one that takes the fewest letters added, removed or changed. */
final class NearestName {
    private NearestName() {}

    /** The first of the nearest, if several are as near. */
    static String to(String written, List<String> names) {
        String nearest = names.getFirst();
        int least = Integer.MAX_VALUE;
        for (String name : names) {
            int changes = changes(written, name);
            if (changes < least) {
                least = changes;
                nearest = name;
            }
        }
        return nearest;
    }

    /** Levenshtein's distance, a row of its table at a time. */
    private static int changes(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int changed = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(changed, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[to.length()];
    }
}
