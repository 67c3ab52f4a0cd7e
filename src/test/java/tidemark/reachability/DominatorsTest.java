package tidemark.reachability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random graphs: a node dominates another if, without it, no way leads there. */
final class DominatorsTest {
    private static final int ROOT = 0;

    private static EdgeLists lists(List<List<Integer>> edges) {
        EdgeLists.Builder builder = new EdgeLists.Builder(edges.size(), 0);
        for (List<Integer> targets : edges) {
            targets.forEach(builder::edge);
            builder.node();
        }
        return builder.build();
    }

    private static List<List<Integer>> graph(SplittableRandom random, int nodes, int edges) {
        List<List<Integer>> graph = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            graph.add(new ArrayList<>());
        }
        for (int edge = 0; edge < edges; edge++) {
            int from = random.nextInt(nodes);
            // Mostly near, so that there are long ways, and cycles.
            int to =
                    random.nextInt(4) == 0 ? random.nextInt(nodes) : Math.floorMod(from + random.nextInt(5) - 1, nodes);
            graph.get(from).add(to);
        }
        return graph;
    }

    /** The nodes that are reached from the root without going through {@code without}. */
    private static boolean[] reached(List<List<Integer>> graph, int without) {
        boolean[] reached = new boolean[graph.size()];
        Deque<Integer> queue = new ArrayDeque<>();
        if (without != ROOT) {
            reached[ROOT] = true;
            queue.add(ROOT);
        }
        while (!queue.isEmpty()) {
            for (int target : graph.get(queue.remove())) {
                if (target != without && !reached[target]) {
                    reached[target] = true;
                    queue.add(target);
                }
            }
        }
        return reached;
    }

    @Test
    void nodesThatAllWaysGoThroughAreFound() {
        int dominated = 0;
        for (int seed = 0; seed < 3000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int nodes = 1 + random.nextInt(30);
            List<List<Integer>> graph = graph(random, nodes, random.nextInt(3 * nodes));
            Dominators dominators = Dominators.of(lists(graph), ROOT);
            boolean[] reachable = reached(graph, -1);
            for (int cut = 0; cut < nodes; cut++) {
                boolean[] without = reached(graph, cut);
                for (int node = 0; node < nodes; node++) {
                    boolean dominates = node != cut && reachable[node] && !without[node];
                    assertThat(isAbove(dominators, cut, node))
                            .as("seed %d: %d above %d", seed, cut, node)
                            .isEqualTo(dominates);
                    dominated += dominates && cut != ROOT ? 1 : 0;
                }
            }
        }
        assertThat(dominated).isGreaterThan(10_000);
    }

    private static boolean isAbove(Dominators dominators, int above, int node) {
        int at = node;
        while (dominators.dominator(at) != -1 && dominators.dominator(at) != at) {
            at = dominators.dominator(at);
            if (at == above) {
                return true;
            }
        }
        return false;
    }

    @Test
    void longListThatIsLinkedBothWaysHasItsHeadAboveAll() {
        int nodes = 300_000;
        List<List<Integer>> graph = new ArrayList<>();
        graph.add(List.of(1));
        for (int node = 1; node < nodes; node++) {
            graph.add(node == nodes - 1 ? List.of(node - 1) : List.of(node + 1, node - 1));
        }
        long[] weights = new long[nodes];
        java.util.Arrays.fill(weights, 2);
        Dominators.of(lists(graph), ROOT).sumUp(weights);
        assertThat(weights[1]).isEqualTo(2L * (nodes - 1));
        assertThat(weights[nodes - 1]).isEqualTo(2);
        assertThat(weights[nodes / 2]).isEqualTo(nodes); // what lies behind it hangs on it alone
    }
}
