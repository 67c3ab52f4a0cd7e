package tidemark.ledger;

import static tidemark.ledger.LedgerLayout.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tidemark.process.AddressRange;
import tidemark.snapshot.Blocks;

/**
 * Collects the live blocks. A chunk's table has an entry for each granule of 64 MiB of address space, nearly all of them
 * in pages that were never written; the file system tells which were, so only those are read.
 */
final class BlockScan {
    private static final long ADDRESS_LIMIT = 1L << FRAME_ADDRESS_BITS;
    /** No bit of it is set where no block is: there never was one, or it was freed. */
    private static final long KIND = (long) KIND_MASK << ENTRY_KIND_SHIFT;

    private static final long CHUNK_SPAN_BYTES = 1L << CHUNK_SPAN_SHIFT;

    /** What memory is set aside for before a block has been seen. */
    private static final int MOST_EXPECTED_BLOCKS = 10_000_000;

    /** Of heaps of many blocks, hardly one has them closer together than this. */
    private static final int GRANULES_A_BLOCK = 2;

    private record Chunk(int number, long heapAddress, long sizeBytes) {
        long start() {
            return CHUNKS_OFFSET + number * sizeBytes;
        }

        long end() {
            return start() + sizeBytes;
        }
    }

    private final int granuleShift;
    private final Map<Long, Long> largeBlocks;
    private final long allocations;
    private final int nodeCount;
    private final boolean forked;
    private final Addresses noted = new Addresses();
    private final Addresses freed = new Addresses();
    private Blocks.Builder blocks = new Blocks.Builder(0);

    /**
     * @param granuleShift how many bytes of heap an entry is for, as a power of two
     * @param largeBlocks sizes by address of blocks whose size does not fit an entry
     * @param allocations how many there were, so that no more blocks are to be expected
     * @param nodeCount how many call paths there are
     * @param forked whether those that were freed are wanted, too
     */
    BlockScan(int granuleShift, Map<Long, Long> largeBlocks, long allocations, int nodeCount, boolean forked) {
        this.granuleShift = granuleShift;
        this.largeBlocks = largeBlocks;
        this.allocations = allocations;
        this.nodeCount = nodeCount;
        this.forked = forked;
    }

    void read(LedgerFile file, List<Long> chunkBases) throws LedgerException {
        List<Chunk> chunks = byAddress(chunkBases);
        List<List<AddressRange>> written = new ArrayList<>();
        for (Chunk chunk : chunks) {
            written.add(file.written(chunk.start(), chunk.end()));
        }
        blocks = new Blocks.Builder(expected(written));
        long lastBase = -1;
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            if (chunk.heapAddress() == lastBase && !written.get(i).isEmpty()) {
                throw new LedgerException("Damaged ledger: two chunks cover address 0x%x".formatted(lastBase));
            }
            lastBase = chunk.heapAddress();
            file.forEachWord(written.get(i), (fileOffset, entries, count) -> {
                long granule = (fileOffset - chunk.start()) / Long.BYTES;
                scan(entries, count, chunk.heapAddress() + (granule << granuleShift));
            });
        }
    }

    private int expected(List<List<AddressRange>> written) {
        long entries = 0;
        for (List<AddressRange> ranges : written) {
            for (AddressRange range : ranges) {
                entries += range.sizeBytes() / Long.BYTES;
            }
        }
        return Math.clamp(Math.min(allocations, entries / GRANULES_A_BLOCK), 0, MOST_EXPECTED_BLOCKS);
    }

    private List<Chunk> byAddress(List<Long> chunkBases) throws LedgerException {
        Chunk[] chunks = new Chunk[chunkBases.size()];
        for (int i = 0; i < chunks.length; i++) {
            long base = chunkBases.get(i);
            if (base < 0 || base >= ADDRESS_LIMIT || base % CHUNK_SPAN_BYTES != 0) {
                throw new LedgerException("Damaged ledger: chunk %d covers impossible address 0x%x".formatted(i, base));
            }
            chunks[i] = new Chunk(i, base, CHUNK_SPAN_BYTES >> granuleShift << 3);
        }
        Arrays.sort(chunks, (a, b) -> Long.compare(a.heapAddress(), b.heapAddress()));
        return List.of(chunks);
    }

    private void scan(long[] entries, int length, long address) throws LedgerException {
        for (int i = 0; i < length; i++) {
            if ((entries[i] & KIND) != 0) {
                add(address + ((long) i << granuleShift), entries[i]);
            } else if (forked && entries[i] != 0) {
                freed.add(blockAddress(address + ((long) i << granuleShift), entries[i]));
            }
        }
    }

    private static long blockAddress(long granuleAddress, long entry) {
        return granuleAddress + (entry >>> ENTRY_HALF_SHIFT) * HALF_GRANULE_BYTES;
    }

    private void add(long granuleAddress, long entry) throws LedgerException {
        long address = blockAddress(granuleAddress, entry);
        long size = entry & SIZE_ELSEWHERE;
        int callPath = (int) (entry >>> ENTRY_PATH_SHIFT) & ENTRY_PATH_MASK;
        if (size == SIZE_ELSEWHERE) {
            size = largeSize(address);
        }
        if (size < 0 || size > ADDRESS_LIMIT - address) {
            throw new LedgerException("Damaged ledger: the block at 0x%x has %d bytes".formatted(address, size));
        }
        if (callPath >= nodeCount) {
            throw new LedgerException(
                    "Damaged ledger: the block at 0x%x has call path %d of %d".formatted(address, callPath, nodeCount));
        }
        blocks.add(address, size, callPath);
        if ((entry >>> ENTRY_NOTED_SHIFT & 1) != 0) {
            noted.add(address);
        }
    }

    /** The addresses of the blocks about which there is a note, rising. */
    long[] noted() {
        return noted.all();
    }

    /** The addresses at which a block was freed and none was allocated since, rising; none unless they are wanted. */
    long[] freed() {
        return freed.all();
    }

    private static final class Addresses {
        private long[] addresses = {};
        private int count;

        void add(long address) {
            if (count == addresses.length) {
                addresses = Arrays.copyOf(addresses, Math.max(64, 2 * count));
            }
            addresses[count++] = address;
        }

        long[] all() {
            return Arrays.copyOf(addresses, count);
        }
    }

    private long largeSize(long address) throws LedgerException {
        Long size = largeBlocks.get(address);
        if (size == null) {
            throw new LedgerException("Damaged ledger: no size for the large block at 0x%x".formatted(address));
        }
        return size;
    }

    /** The blocks, without those that the next one overlaps: they were freed by a way that the agent does not see. */
    Blocks blocks(Consumer<String> gaps) {
        if (blocks.overlapped() > 0) {
            gaps.accept("%,d blocks were freed by a way that could not be observed: others now lie where they lay"
                    .formatted(blocks.overlapped()));
        }
        return blocks.build();
    }
}
