package tidemark.ledger;

import static tidemark.ledger.LedgerLayout.*;

import java.util.List;
import tidemark.process.AddressRange;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.ModuleInstance;

/** Reads the ledger's tree of call paths. */
final class CallPathTable {
    private static final int NODE_WORDS = (int) NODE_STRUCT_BYTES / Long.BYTES;
    private static final int FRAME_WORD = (int) NODE_FRAME_AT / Long.BYTES;
    private static final int PARENT_WORD = (int) NODE_PARENT_AT / Long.BYTES;

    private CallPathTable() {}

    static CallPaths read(LedgerFile ledger, int count, List<ModuleInstance> modules) throws LedgerException {
        if (count < PATH_FIRST) {
            throw new LedgerException("Damaged ledger: it claims %d call paths, fewer than the %d that always exist"
                    .formatted(count, PATH_FIRST));
        }
        // Before arrays are made of what may be a wild number: the last node must have been written.
        long end = NODES_OFFSET + count * NODE_STRUCT_BYTES;
        if (count > PATH_FIRST && ledger.written(end - NODE_STRUCT_BYTES, end).isEmpty()) {
            throw new LedgerException(
                    "Damaged ledger: call path %d of %d was never written".formatted(count - 1, count));
        }
        long[] frames = new long[count];
        int[] parents = new int[count];
        ledger.forEachWord(List.of(new AddressRange(NODES_OFFSET, end)), (fileOffset, words, length) -> {
            int first = (int) ((fileOffset - NODES_OFFSET) / NODE_STRUCT_BYTES);
            int nodes = length / NODE_WORDS;
            for (int i = 0; i < nodes; i++) {
                frames[first + i] = words[i * NODE_WORDS + FRAME_WORD];
                parents[first + i] = (int) words[i * NODE_WORDS + PARENT_WORD];
            }
        });
        check(frames, parents, modules.size());
        return new CallPaths(frames, parents, modules);
    }

    private static void check(long[] frames, int[] parents, int instances) throws LedgerException {
        for (int node = 0; node < PATH_FIRST; node++) {
            frames[node] = 0;
            parents[node] = 0;
        }
        for (int node = PATH_FIRST; node < frames.length; node++) {
            long frame = frames[node];
            if (frame != FRAME_IGNORED
                    && frame >>> FRAME_ADDRESS_BITS != FRAME_ADDRESS_MARK
                    && (frame & ~FRAME_UNDESCRIBED) >>> FRAME_OFFSET_BITS >= instances) {
                throw new LedgerException("Damaged ledger: the frame of call path %d is in module instance %d of %d"
                        .formatted(node, (frame & ~FRAME_UNDESCRIBED) >>> FRAME_OFFSET_BITS, instances));
            }
            int parent = parents[node];
            if (parent < 0 || parent >= node) {
                throw new LedgerException("Damaged ledger: call path %d was called from call path %d"
                        .formatted(node, Integer.toUnsignedLong(parent)));
            }
        }
    }
}
