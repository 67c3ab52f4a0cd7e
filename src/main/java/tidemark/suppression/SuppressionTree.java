package tidemark.suppression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of the tree that all suppressions make together, with their locations as edges, innermost first: what begins alike is compared
 * once. Suppressions are told by their numbers.
 */
final class SuppressionTree {
    static final int NONE = -1;

    private static final int KINDS = ErrorKind.values().length;

    private final NameEdges byFunction = new NameEdges();
    private final NameEdges byModule = new NameEdges();
    private Map<Location, SuppressionTree> byOther = Map.of();
    private Map<Site, List<SuppressionTree>> knownByOther = Map.of();
    private @Nullable SuppressionTree afterAnyNumber;

    /** Whether three dots lead here: from here, any function leads here again. */
    private final boolean stays;

    /** For each kind of error the last suppression that ends here. */
    private final int[] ends = none();

    /** For each kind of error the last suppression that ends here or further on. */
    private final int[] reaches = none();

    /** The step of a search in which this node was last entered. */
    private long entered = -1;

    SuppressionTree() {
        this(false);
    }

    private SuppressionTree(boolean stays) {
        this.stays = stays;
    }

    /** @param suppressions number i at i */
    static SuppressionTree of(List<Suppression> suppressions) {
        SuppressionTree root = new SuppressionTree();
        for (int number = 0; number < suppressions.size(); number++) {
            root.add(suppressions.get(number), number);
        }
        return root;
    }

    private static int[] none() {
        int[] none = new int[KINDS];
        Arrays.fill(none, NONE);
        return none;
    }

    private void add(Suppression suppression, int number) {
        SuppressionTree node = this;
        node.mark(node.reaches, suppression, number);
        for (Location location : suppression.locations()) {
            node = node.child(location);
            node.mark(node.reaches, suppression, number);
        }
        node.mark(node.ends, suppression, number);
    }

    @SuppressWarnings("EnumOrdinal") // a slot for each kind; never leaves this class
    private void mark(int[] numbers, Suppression suppression, int number) {
        for (ErrorKind kind : suppression.kinds()) {
            numbers[kind.ordinal()] = number;
        }
    }

    private SuppressionTree child(Location location) {
        // No switch over the types: the JVM would generate a class for it in every run.
        if (location instanceof Location.Function function) {
            return byFunction.child(function.name());
        }
        if (location instanceof Location.Module module) {
            return byModule.child(module.path());
        }
        if (location instanceof Location.AnyNumber) {
            return childAfterAnyNumber();
        }
        byOther = NameEdges.writable(byOther);
        return byOther.computeIfAbsent(location, _ -> new SuppressionTree());
    }

    private SuppressionTree childAfterAnyNumber() {
        if (stays) {
            return this;
        }
        if (afterAnyNumber == null) {
            afterAnyNumber = new SuppressionTree(true);
        }
        return afterAnyNumber;
    }

    /** One search for the last suppression that a call path matches. */
    static final class Search {
        private final int kind;
        private List<SuppressionTree> active = new ArrayList<>();
        private long step;
        private int best = NONE;

        /** @param step larger than that of every earlier search in this tree */
        @SuppressWarnings("EnumOrdinal")
        Search(SuppressionTree root, ErrorKind kind, long step) {
            this.kind = kind.ordinal();
            this.step = step;
            enter(root, active);
        }

        /** Goes on by a function that may as well be left out. */
        void perhaps(Site site) {
            List<SuppressionTree> before = active;
            to(site);
            for (SuppressionTree node : before) {
                enter(node, active);
            }
        }

        void to(Site site) {
            step++;
            List<SuppressionTree> next = new ArrayList<>();
            for (SuppressionTree node : active) {
                if (node.reaches[kind] > best) {
                    follow(node, site, next);
                }
            }
            active = next;
        }

        private void follow(SuppressionTree node, Site site, List<SuppressionTree> next) {
            if (node.stays) {
                enter(node, next);
            }
            for (String symbol : site.symbols()) {
                enter(node.byFunction.matching(symbol), next);
            }
            enter(node.byModule.matching(site.object()), next);
            enter(node.byOther(site), next);
        }

        private void enter(List<SuppressionTree> entered, List<SuppressionTree> nodes) {
            for (int i = 0; i < entered.size(); i++) {
                enter(entered.get(i), nodes);
            }
        }

        private void enter(@Nullable SuppressionTree node, List<SuppressionTree> nodes) {
            if (node == null || node.entered == step || node.reaches[kind] <= best) {
                return;
            }
            node.entered = step;
            nodes.add(node);
            best = Math.max(best, node.ends[kind]);
            enter(node.afterAnyNumber, nodes);
        }

        /** Whether no further function can change what was found. */
        boolean over() {
            return active.isEmpty();
        }

        /** Larger than that of all its steps. */
        long nextStep() {
            return step + 1;
        }

        /** The suppression's number, or {@link #NONE}. */
        int found() {
            return best;
        }
    }

    private List<SuppressionTree> byOther(Site site) {
        if (byOther.isEmpty()) {
            return List.of();
        }
        List<SuppressionTree> known = knownByOther.get(site);
        if (known == null) {
            known = new ArrayList<>();
            for (Map.Entry<Location, SuppressionTree> edge : byOther.entrySet()) {
                if (edge.getKey().matches(site)) {
                    known.add(edge.getValue());
                }
            }
            knownByOther = NameEdges.writable(knownByOther);
            knownByOther.put(site, known);
        }
        return known;
    }
}
