package tidemark.reachability;

import java.util.function.IntConsumer;
import tidemark.snapshot.Blocks;
import tidemark.snapshot.Root;
import tidemark.snapshot.Snapshot;

/**
 * What of the roots counts, for verdicts and for what holds blocks alike: a root's words that touch a block are never read as a root's, but for a
 * region's that the program has registered; and blocks that the program wants to be ignored are as held as what a root points at.
 */
final class RootScan {
    /** Is told what of a root counts. */
    interface Visitor {
        /** The aligned words that lie wholly inside. */
        void range(long start, long end);

        void register(long value);
    }

    private final Snapshot snapshot;
    private final Blocks blocks;

    RootScan(Snapshot snapshot) {
        this.snapshot = snapshot;
        blocks = snapshot.blocks();
    }

    void scan(Root root, Visitor visitor) {
        // No switch over the types: the JVM would generate a class for it in every run.
        if (root instanceof Root.Range range && range.kind() == Root.Kind.REGION) {
            visitor.range(range.start(), range.end());
        } else if (root instanceof Root.Range range) {
            scanOutsideBlocks(range.start(), range.end(), visitor);
        } else {
            visitor.register(((Root.Register) root).value());
        }
    }

    private void scanOutsideBlocks(long start, long end, Visitor visitor) {
        long at = start;
        int block = blocks.firstEndingBehind(start);
        for (; block < blocks.count() && blocks.address(block) < end; block++) {
            visitor.range(at, blocks.address(block));
            at = Math.max(at, blocks.end(block));
        }
        visitor.range(at, end);
    }

    /** The blocks that the program wants to be ignored. */
    void ignored(IntConsumer visitor) {
        if (!snapshot.callPaths().ignoresBlocks()) {
            return;
        }
        for (int block = 0; block < blocks.count(); block++) {
            if (snapshot.callPaths().ignored(blocks.callPath(block))) {
                visitor.accept(block);
            }
        }
    }
}
