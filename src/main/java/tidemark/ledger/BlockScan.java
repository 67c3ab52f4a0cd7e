package tidemark.ledger;

import static tidemark.ledger.LedgerLayout.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tidemark.snapshot.Blocks;

/**
 * Collects the live blocks. A chunk's table has an entry for each granule of 64 MiB of address space, nearly all of them
 * in pages that were never written; the file system tells which were, so only those are read.
 */
final class BlockScan {
    private static final long ADDRESS_LIMIT = 1L << FRAME_ADDRESS_BITS;
    private static final long CHUNK_SPAN_BYTES = 1L << CHUNK_SPAN_SHIFT;

    private record Chunk(int number, long heapAddress) {}

    private final Map<Long, Long> largeBlocks;
    private long[] addresses = new long[1 << 16];
    private long[] sizes = new long[1 << 16];
    private int[] callPaths = new int[1 << 16];
    private int count;

    /** @param largeBlocks sizes by address of blocks whose size does not fit an entry */
    BlockScan(Map<Long, Long> largeBlocks) {
        this.largeBlocks = largeBlocks;
    }

    void read(LedgerFile file, List<Long> chunkBases) throws LedgerException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = LedgerFile.stretchBuffer(arena);
            long lastBase = -1;
            for (Chunk chunk : byAddress(chunkBases)) {
                long start = CHUNKS_OFFSET + (long) chunk.number() * CHUNK_BYTES;
                if (chunk.heapAddress() == lastBase && file.written(start, start + CHUNK_BYTES)) {
                    throw new LedgerException("Damaged ledger: two chunks cover address 0x%x".formatted(lastBase));
                }
                lastBase = chunk.heapAddress();
                file.forEachStretch(start, start + CHUNK_BYTES, buffer, (fileOffset, bytes) -> {
                    long granule = (fileOffset - start) / Long.BYTES;
                    scan(bytes, chunk.heapAddress() + (granule << GRANULE_SHIFT));
                });
            }
        }
    }

    private static List<Chunk> byAddress(List<Long> chunkBases) throws LedgerException {
        Chunk[] chunks = new Chunk[chunkBases.size()];
        for (int i = 0; i < chunks.length; i++) {
            long base = chunkBases.get(i);
            if (base < 0 || base >= ADDRESS_LIMIT || base % CHUNK_SPAN_BYTES != 0) {
                throw new LedgerException("Damaged ledger: chunk %d covers impossible address 0x%x".formatted(i, base));
            }
            chunks[i] = new Chunk(i, base);
        }
        Arrays.sort(chunks, (a, b) -> Long.compare(a.heapAddress(), b.heapAddress()));
        return List.of(chunks);
    }

    private void scan(MemorySegment entries, long address) throws LedgerException {
        int length = (int) (entries.byteSize() / Long.BYTES);
        for (int i = 0; i < length; i++) {
            long entry = entries.getAtIndex(ValueLayout.JAVA_LONG, i);
            if (entry != 0) {
                add(address + ((long) i << GRANULE_SHIFT), entry);
            }
        }
    }

    private void add(long granuleAddress, long entry) throws LedgerException {
        long address = granuleAddress + (entry >>> ENTRY_HALF_SHIFT) * HALF_GRANULE_BYTES;
        long size = entry & SIZE_ELSEWHERE;
        if (size == SIZE_ELSEWHERE) {
            size = largeSize(address);
        }
        if (count == addresses.length) {
            grow();
        }
        addresses[count] = address;
        sizes[count] = size;
        callPaths[count] = (int) (entry >>> ENTRY_PATH_SHIFT) & ENTRY_PATH_MASK;
        count++;
    }

    private void grow() {
        int length = 2 * addresses.length;
        addresses = Arrays.copyOf(addresses, length);
        sizes = Arrays.copyOf(sizes, length);
        callPaths = Arrays.copyOf(callPaths, length);
    }

    private long largeSize(long address) throws LedgerException {
        Long size = largeBlocks.get(address);
        if (size == null) {
            throw new LedgerException("Damaged ledger: no size for the large block at 0x%x".formatted(address));
        }
        return size;
    }

    /**
     * The blocks, without those that the next one overlaps: memory is handed out twice only if it was freed in between, by a
     * way that the agent does not see.
     */
    Blocks blocks(int nodeCount, Consumer<String> gaps) throws LedgerException {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            check(i, nodeCount);
            boolean last = i + 1 == count;
            if (last || addresses[i] + Math.max(1, sizes[i]) <= addresses[i + 1]) {
                addresses[kept] = addresses[i];
                sizes[kept] = sizes[i];
                callPaths[kept++] = callPaths[i];
            }
        }
        if (kept < count) {
            gaps.accept("%,d blocks were freed by a way that could not be observed: others now lie where they lay"
                    .formatted(count - kept));
        }
        return new Blocks(Arrays.copyOf(addresses, kept), Arrays.copyOf(sizes, kept), Arrays.copyOf(callPaths, kept));
    }

    private void check(int block, int nodeCount) throws LedgerException {
        if (callPaths[block] >= nodeCount) {
            throw new LedgerException("Damaged ledger: the block at 0x%x has call path %d of %d"
                    .formatted(addresses[block], callPaths[block], nodeCount));
        }
        if (sizes[block] < 0 || sizes[block] > ADDRESS_LIMIT - addresses[block]) {
            throw new LedgerException(
                    "Damaged ledger: the block at 0x%x has %d bytes".formatted(addresses[block], sizes[block]));
        }
    }
}
