package tidemark.ledger;

import static tidemark.ledger.LedgerLayout.*;

import java.lang.foreign.ValueLayout;
import java.util.List;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.ModuleInstance;

/** Reads the ledger's tree of call paths. A parent has a smaller number than its children, so the tree has no cycles. */
final class CallPathTable {
    private CallPathTable() {}

    static CallPaths read(LedgerFile ledger, int count, List<ModuleInstance> modules) throws LedgerException {
        if (count < PATH_FIRST) {
            throw new LedgerException("Damaged ledger: it claims %d call paths, fewer than the %d that always exist"
                    .formatted(count, PATH_FIRST));
        }
        // Before arrays are made of what may be a wild number: the last node must have been written.
        long end = NODES_OFFSET + count * NODE_STRUCT_BYTES;
        if (count > PATH_FIRST && !ledger.written(end - NODE_STRUCT_BYTES, end)) {
            throw new LedgerException(
                    "Damaged ledger: call path %d of %d was never written".formatted(count - 1, count));
        }
        long[] frames = new long[count];
        int[] parents = new int[count];
        ledger.forEachRecord(NODES_OFFSET, NODE_STRUCT_BYTES, count, (node, bytes, at) -> {
            if (node >= PATH_FIRST) {
                frames[node] = frame(node, bytes.get(ValueLayout.JAVA_LONG, at + NODE_FRAME_AT), modules.size());
                parents[node] = parent(node, bytes.get(ValueLayout.JAVA_INT, at + NODE_PARENT_AT));
            }
        });
        return new CallPaths(frames, parents, modules);
    }

    private static long frame(int node, long frame, int instances) throws LedgerException {
        boolean address = frame >>> FRAME_ADDRESS_BITS == FRAME_ADDRESS_MARK;
        if (!address && frame >>> FRAME_OFFSET_BITS >= instances) {
            throw new LedgerException("Damaged ledger: the frame of call path %d is in module instance %d of %d"
                    .formatted(node, frame >>> FRAME_OFFSET_BITS, instances));
        }
        return frame;
    }

    private static int parent(int node, int parent) throws LedgerException {
        if (parent < 0 || parent >= node) {
            throw new LedgerException("Damaged ledger: call path %d was called from call path %d"
                    .formatted(node, Integer.toUnsignedLong(parent)));
        }
        return parent;
    }
}
