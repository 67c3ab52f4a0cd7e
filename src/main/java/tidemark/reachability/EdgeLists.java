package tidemark.reachability;

import java.util.Arrays;
import java.util.List;

/** A graph: for each node the nodes to which its edges lead, one list behind the other in one array. */
final class EdgeLists {
    private final int[] firsts;
    private final int[] targets;

    /** @param firsts where each node's list begins, and behind the last one where it ends */
    private EdgeLists(int[] firsts, int[] targets) {
        this.firsts = firsts;
        this.targets = targets;
    }

    /** Where the node's edges begin. */
    int first(int node) {
        return firsts[node];
    }

    /** Behind the node's last edge. */
    int end(int node) {
        return firsts[node + 1];
    }

    int target(int edge) {
        return targets[edge];
    }

    /** The lists of the first graph's nodes, then of the second's, and so on. */
    static EdgeLists joined(List<EdgeLists> parts) {
        int nodes = 0;
        int edges = 0;
        for (EdgeLists part : parts) {
            nodes += part.nodes();
            edges = Math.addExact(edges, part.edges());
        }
        int[] firsts = new int[nodes + 1];
        int[] targets = new int[edges];
        int node = 0;
        int edge = 0;
        for (EdgeLists part : parts) {
            for (int i = 0; i < part.nodes(); i++) {
                firsts[node++] = edge + part.firsts[i];
            }
            System.arraycopy(part.targets, 0, targets, edge, part.edges());
            edge += part.edges();
        }
        firsts[node] = edge;
        return new EdgeLists(firsts, targets);
    }

    private int nodes() {
        return firsts.length - 1;
    }

    private int edges() {
        return firsts[firsts.length - 1];
    }

    /** Takes the edges node by node. */
    static final class Builder {
        private final int[] firsts;
        private int[] targets;
        private int nodes;
        private int edges;

        /** @param nodes how many there will be */
        Builder(int nodes, int expectedEdges) {
            firsts = new int[nodes + 1];
            targets = new int[Math.max(16, expectedEdges)];
        }

        void edge(int target) {
            if (edges == targets.length) {
                targets = Arrays.copyOf(targets, Math.addExact(edges, edges >> 1));
            }
            targets[edges++] = target;
        }

        /** The edges so far that belong to no node yet are the next node's. */
        void node() {
            firsts[++nodes] = edges;
        }

        /** Of all nodes that were expected. The builder is not to be used afterwards. */
        EdgeLists build() {
            return new EdgeLists(firsts, targets);
        }
    }
}
