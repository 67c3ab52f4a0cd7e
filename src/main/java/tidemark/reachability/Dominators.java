package tidemark.reachability;

import java.util.Arrays;

/**
 * Which node of a graph lies on every way from its root to each other node. The algorithm is Semi-NCA (Georgiadis, "Linear-time algorithms for
 * dominators and related problems", 2005): semidominators by path compression, as Lengauer and Tarjan find them, then one step up the tree for each
 * node. Nodes are numbered in the order of a depth-first search, and all arrays below but {@code numbers} have that number as index.
 */
final class Dominators {
    private static final int NONE = -1;

    private final EdgeLists graph;

    /** From a node to its number, or NONE. */
    private final int[] numbers;

    private final int[] nodes;
    private final int[] dominators;
    private int count;

    private Dominators(EdgeLists graph) {
        this.graph = graph;
        numbers = new int[graph.nodes()];
        nodes = new int[graph.nodes()];
        dominators = new int[graph.nodes()];
        Arrays.fill(numbers, NONE);
    }

    static Dominators of(EdgeLists graph, int root) {
        Dominators result = new Dominators(graph);
        result.search(root);
        result.find();
        return result;
    }

    /** The one that all ways to the node go through last; the root for itself; -1 if no way leads there. */
    int dominator(int node) {
        return numbers[node] == NONE ? NONE : nodes[dominators[numbers[node]]];
    }

    /** Adds to each node's weight those of all nodes that it dominates. Nodes to which no way leads keep theirs. */
    void sumUp(long[] weights) {
        for (int i = count - 1; i > 0; i--) {
            weights[nodes[dominators[i]]] += weights[nodes[i]];
        }
    }

    /** Numbers the nodes; as dominator each first has the node from which it was found. */
    private void search(int root) {
        int[] next = new int[graph.nodes()];
        int at = root;
        number(root, root);
        while (true) {
            int edge = graph.first(at) + next[at]++;
            if (edge < graph.end(at)) {
                int target = graph.target(edge);
                if (numbers[target] == NONE) {
                    number(target, at);
                    at = target;
                }
            } else if (at == root) {
                return;
            } else {
                at = nodes[dominators[numbers[at]]];
            }
        }
    }

    private void number(int node, int from) {
        numbers[node] = count;
        nodes[count] = node;
        dominators[count] = numbers[from];
        count++;
    }

    private void find() {
        int[] semidominators = new Semidominators().find();
        for (int i = 1; i < count; i++) {
            int candidate = dominators[i];
            while (candidate > semidominators[i]) {
                candidate = dominators[candidate];
            }
            dominators[i] = candidate;
        }
    }

    private final class Semidominators {
        private final EdgeLists sources = sources();
        private final int[] semidominators = new int[count];

        /** On the way up, shortened as it is used. */
        private final int[] ancestors = Arrays.copyOf(dominators, count);

        /** Of the nodes on the shortened way that one with the smallest semidominator. */
        private final int[] smallest = new int[count];

        private int[] way = new int[64];

        int[] find() {
            for (int i = 0; i < count; i++) {
                semidominators[i] = i;
                smallest[i] = i;
            }
            for (int i = count - 1; i > 0; i--) {
                int least = dominators[i];
                for (int edge = sources.first(i); edge < sources.end(i); edge++) {
                    least = Math.min(least, semidominators[smallestAbove(sources.target(edge), i + 1)]);
                }
                semidominators[i] = least;
            }
            return semidominators;
        }

        /** The edges backwards, between numbers. */
        private EdgeLists sources() {
            EdgeLists.Reversed reversed = new EdgeLists.Reversed(count);
            for (int i = 0; i < count; i++) {
                for (int edge = graph.first(nodes[i]); edge < graph.end(nodes[i]); edge++) {
                    reversed.count(numbers[graph.target(edge)]);
                }
            }
            reversed.counted();
            for (int i = 0; i < count; i++) {
                for (int edge = graph.first(nodes[i]); edge < graph.end(nodes[i]); edge++) {
                    reversed.add(i, numbers[graph.target(edge)]);
                }
            }
            return reversed.lists();
        }

        private int smallestAbove(int node, int lastLinked) {
            if (ancestors[node] < lastLinked) {
                return smallest[node];
            }
            int length = 0;
            int at = node;
            do {
                if (length == way.length) {
                    way = Arrays.copyOf(way, 2 * length);
                }
                way[length++] = at;
                at = ancestors[at];
            } while (ancestors[at] >= lastLinked);
            int above = at;
            int best = smallest[at];
            while (length > 0) {
                int below = way[--length];
                ancestors[below] = ancestors[above];
                if (semidominators[best] < semidominators[smallest[below]]) {
                    smallest[below] = best;
                } else {
                    best = smallest[below];
                }
                above = below;
            }
            return smallest[node];
        }
    }
}
