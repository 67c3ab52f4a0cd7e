package tidemark.reachability;

import java.util.Arrays;
import tidemark.snapshot.Blocks;

/**
 * What only one root holds: the still reachable blocks that would be lost without it. A block that two roots of one owner hold is retained by the owner
 * and by neither of them.
 *
 * <p>That needs no tree of dominators: a block that only one root leads to is what all its ways go through. So roots, and where two meet their owners,
 * and where these meet nobody, are passed on along the pointers until nothing changes: for each block at most three times.
 */
public final class Retained {
    private static final int NOBODY = -1;
    private static final int UNSEEN = -2;

    private final long[] bytes;
    private final long[] counts;
    private final int roots;

    private final EdgeLists edges;
    private final int[] ownerOf;

    /** For each block the root that holds it; the number of roots and the owner's; NOBODY if there are several; or UNSEEN. */
    private final int[] holders;

    private final BlockQueue changed = new BlockQueue();

    private Retained(PointerGraph pointers, int blocks, int[] ownerOf) {
        this.ownerOf = ownerOf;
        edges = pointers.edges();
        roots = ownerOf.length;
        int owners = 0;
        for (int owner : ownerOf) {
            owners = Math.max(owners, owner + 1);
        }
        bytes = new long[roots + owners];
        counts = new long[roots + owners];
        holders = new int[blocks];
        Arrays.fill(holders, UNSEEN);
    }

    public long rootBytes(int root) {
        return bytes[root];
    }

    public long rootBlocks(int root) {
        return counts[root];
    }

    public long ownerBytes(int owner) {
        return bytes[roots + owner];
    }

    public long ownerBlocks(int owner) {
        return counts[roots + owner];
    }

    static Retained of(Blocks blocks, PointerGraph pointers, int[] rootOf, int[] ownerOf) {
        Retained retained = new Retained(pointers, blocks.count(), ownerOf);
        for (int word = 0; word < rootOf.length; word++) {
            if (!PointerGraph.isInside(pointers.rootTarget(word))) {
                retained.hold(pointers.rootTarget(word), rootOf[word]);
            }
        }
        retained.passOn();
        for (int block = 0; block < blocks.count(); block++) {
            retained.count(retained.holders[block], blocks.sizeBytes(block));
        }
        return retained;
    }

    private void passOn() {
        int[] batch = new int[256];
        while (!changed.isEmpty()) {
            int taken = changed.take(batch);
            for (int i = 0; i < taken; i++) {
                int block = batch[i];
                for (int edge = edges.first(block); edge < edges.end(block); edge++) {
                    if (!PointerGraph.isInside(edges.target(edge))) {
                        hold(edges.target(edge), holders[block]);
                    }
                }
            }
        }
    }

    private void hold(int block, int holder) {
        int before = holders[block];
        int after = before == UNSEEN ? holder : common(before, holder);
        if (after != before) {
            holders[block] = after;
            changed.add(block);
        }
    }

    private int common(int one, int other) {
        if (one == other) {
            return one;
        }
        boolean sameOwner = one != NOBODY && other != NOBODY && owner(one) == owner(other);
        return sameOwner ? roots + owner(one) : NOBODY;
    }

    private int owner(int holder) {
        return holder < roots ? ownerOf[holder] : holder - roots;
    }

    private void count(int holder, long sizeBytes) {
        if (holder < 0) {
            return;
        }
        if (holder < roots) {
            add(holder, sizeBytes);
        }
        add(roots + owner(holder), sizeBytes);
    }

    private void add(int holder, long sizeBytes) {
        bytes[holder] += sizeBytes;
        counts[holder]++;
    }
}
