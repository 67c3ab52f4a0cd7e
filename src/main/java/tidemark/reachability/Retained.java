package tidemark.reachability;

import tidemark.snapshot.Blocks;

/**
 * What only one root holds: the still reachable blocks that would be lost without it. A block that two roots of one owner hold is retained by the owner
 * and by neither of them.
 */
public final class Retained {
    private final long[] rootBytes;
    private final long[] rootBlocks;
    private final long[] ownerBytes;
    private final long[] ownerBlocks;

    private Retained(int roots, int owners) {
        rootBytes = new long[roots];
        rootBlocks = new long[roots];
        ownerBytes = new long[owners];
        ownerBlocks = new long[owners];
    }

    public long rootBytes(int root) {
        return rootBytes[root];
    }

    public long rootBlocks(int root) {
        return rootBlocks[root];
    }

    public long ownerBytes(int owner) {
        return ownerBytes[owner];
    }

    public long ownerBlocks(int owner) {
        return ownerBlocks[owner];
    }

    /** The blocks' graph with roots, their owners and one node that leads to all of these. */
    static Retained of(Blocks blocks, PointerGraph pointers, int[] rootOf, int[] ownerOf) {
        int owners = 0;
        for (int owner : ownerOf) {
            owners = Math.max(owners, owner + 1);
        }
        Retained retained = new Retained(ownerOf.length, owners);
        int top = blocks.count() + ownerOf.length + owners;
        Dominators dominators = Dominators.of(graph(blocks.count(), pointers, rootOf, ownerOf, owners), top);
        long[] bytes = new long[top + 1];
        long[] counts = new long[top + 1];
        for (int block = 0; block < blocks.count(); block++) {
            bytes[block] = blocks.sizeBytes(block);
            counts[block] = 1;
        }
        dominators.sumUp(bytes);
        dominators.sumUp(counts);
        System.arraycopy(bytes, blocks.count(), retained.rootBytes, 0, ownerOf.length);
        System.arraycopy(counts, blocks.count(), retained.rootBlocks, 0, ownerOf.length);
        System.arraycopy(bytes, blocks.count() + ownerOf.length, retained.ownerBytes, 0, owners);
        System.arraycopy(counts, blocks.count() + ownerOf.length, retained.ownerBlocks, 0, owners);
        return retained;
    }

    private static EdgeLists graph(int blocks, PointerGraph pointers, int[] rootOf, int[] ownerOf, int owners) {
        EdgeLists between = pointers.edges();
        EdgeLists.Builder graph =
                new EdgeLists.Builder(blocks + ownerOf.length + owners + 1, between.edges() + rootOf.length);
        for (int block = 0; block < blocks; block++) {
            for (int edge = between.first(block); edge < between.end(block); edge++) {
                if (!PointerGraph.isInside(between.target(edge))) {
                    graph.edge(between.target(edge));
                }
            }
            graph.node();
        }
        EdgeLists wordsOf = members(rootOf, ownerOf.length);
        for (int root = 0; root < ownerOf.length; root++) {
            for (int edge = wordsOf.first(root); edge < wordsOf.end(root); edge++) {
                int target = pointers.rootTarget(wordsOf.target(edge));
                if (!PointerGraph.isInside(target)) {
                    graph.edge(target);
                }
            }
            graph.node();
        }
        EdgeLists rootsOf = members(ownerOf, owners);
        for (int owner = 0; owner < owners; owner++) {
            for (int edge = rootsOf.first(owner); edge < rootsOf.end(owner); edge++) {
                graph.edge(blocks + rootsOf.target(edge));
            }
            graph.node();
        }
        for (int owner = 0; owner < owners; owner++) {
            graph.edge(blocks + ownerOf.length + owner);
        }
        graph.node();
        return graph.build();
    }

    /** For each group its members. */
    private static EdgeLists members(int[] groupOf, int groups) {
        EdgeLists.Reversed members = new EdgeLists.Reversed(groups);
        for (int group : groupOf) {
            members.count(group);
        }
        members.counted();
        for (int member = 0; member < groupOf.length; member++) {
            members.add(member, groupOf[member]);
        }
        return members.lists();
    }
}
