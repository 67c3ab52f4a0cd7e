package tidemark.suppression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where patterns of one kind of name lead. A name that is spelt out is found by its hash, however many there are; what the others match is
 * kept for each name, since the same names come again and again.
 */
final class NameEdges {
    // Of a hundred thousand nodes of a tree most have one edge.
    private Map<String, SuppressionTree> literal = Map.of();
    private Map<Wildcards, SuppressionTree> patterns = Map.of();
    private Map<String, List<SuppressionTree>> known = Map.of();

    /** The node that the pattern leads to, which is made if it is not there. */
    SuppressionTree child(Wildcards pattern) {
        if (pattern.literal().isPresent()) {
            literal = writable(literal);
            return literal.computeIfAbsent(pattern.literal().get(), _ -> new SuppressionTree());
        }
        patterns = writable(patterns);
        return patterns.computeIfAbsent(pattern, _ -> new SuppressionTree());
    }

    List<SuppressionTree> matching(String name) {
        SuppressionTree one = literal.get(name);
        if (patterns.isEmpty()) {
            return one == null ? List.of() : List.of(one);
        }
        List<SuppressionTree> all = known.get(name);
        if (all == null) {
            all = new ArrayList<>(one == null ? List.of() : List.of(one));
            for (Map.Entry<Wildcards, SuppressionTree> edge : patterns.entrySet()) {
                if (edge.getKey().matches(name)) {
                    all.add(edge.getValue());
                }
            }
            known = writable(known);
            known.put(name, all);
        }
        return all;
    }

    static <K, V> Map<K, V> writable(Map<K, V> map) {
        return map.isEmpty() ? new LinkedHashMap<>() : map;
    }
}
