package tidemark.ledger;

import static tidemark.ledger.LedgerLayout.*;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a ledger as the agent does, into a sparse file. */
final class LedgerWriter implements AutoCloseable {
    final Path path;
    private final FileChannel channel;
    private int chunks;
    private int files;
    private int instances;
    private int nodes = PATH_FIRST;
    private int threads;
    private int notes;
    private int largeBlocks;
    private int wrongFrees;

    LedgerWriter(Path path) {
        this.path = path;
        try {
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        word(HEADER_MAGIC_AT, MAGIC);
        number(HEADER_VERSION_AT, VERSION);
        number(HEADER_STATE_AT, STATE_STOPPED);
        number(HEADER_NODE_COUNT_AT, nodes);
        number(HEADER_GRANULE_SHIFT_AT, GRANULE_SHIFT);
        word(HEADER_STRUCT_BYTES - 8, 0);
    }

    void word(long offset, long value) {
        bytes(
                offset,
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array());
    }

    void number(long offset, int value) {
        bytes(
                offset,
                ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(value)
                        .array());
    }

    void bytes(long offset, byte[] bytes) {
        try {
            channel.write(ByteBuffer.wrap(bytes), offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int chunk(long heapAddress) {
        word(CHUNK_BASES_OFFSET + chunks * CHUNK_BASE_STRUCT_BYTES, heapAddress);
        number(HEADER_CHUNK_COUNT_AT, chunks + 1);
        return chunks++;
    }

    /** @param offset of the block in the chunk's 64 MiB */
    void block(int chunk, long offset, long sizeBytes, int callPath) {
        word(entryAt(chunk, offset), entry(offset, sizeBytes, callPath));
    }

    static long entryAt(int chunk, long offset) {
        return CHUNKS_OFFSET + (long) chunk * CHUNK_BYTES + (offset >> GRANULE_SHIFT) * ENTRY_STRUCT_BYTES;
    }

    static long entry(long offset, long sizeBytes, int callPath) {
        return (((offset & 16) / 16) << ENTRY_HALF_SHIFT)
                | ((long) KIND_MALLOC << ENTRY_KIND_SHIFT)
                | ((long) callPath << ENTRY_PATH_SHIFT)
                | sizeBytes;
    }

    void largeBlock(long address, long sizeBytes) {
        long at = LARGE_BLOCKS_OFFSET + largeBlocks++ * LARGE_BLOCK_STRUCT_BYTES;
        word(at + LARGE_BLOCK_ADDRESS_AT, address);
        word(at + LARGE_BLOCK_SIZE_BYTES_AT, sizeBytes);
        number(HEADER_LARGE_BLOCK_COUNT_AT, largeBlocks);
    }

    void note(long block, int instance, long wordOffset) {
        endNote(block, (long) instance << FRAME_OFFSET_BITS | wordOffset, 0);
    }

    void endNote(long block, long routine, int tid) {
        long at = NOTES_OFFSET + notes++ * NOTE_STRUCT_BYTES;
        word(at + NOTE_BLOCK_AT, block);
        word(at + NOTE_HOLDER_AT, routine);
        number(at + NOTE_THREAD_AT, tid);
        number(HEADER_NOTE_COUNT_AT, notes);
    }

    void wrongFree(
            int sort,
            long address,
            long block,
            long sizeBytes,
            long place,
            int path,
            int allocatedBy,
            int freedBy,
            int thread,
            int count) {
        long at = WRONG_FREES_OFFSET + wrongFrees++ * WRONG_FREE_STRUCT_BYTES;
        word(at + WRONG_FREE_ADDRESS_AT, address);
        word(at + WRONG_FREE_BLOCK_AT, block);
        word(at + WRONG_FREE_SIZE_BYTES_AT, sizeBytes);
        word(at + WRONG_FREE_PLACE_AT, place);
        number(at + WRONG_FREE_SORT_AT, sort);
        number(at + WRONG_FREE_COUNT_AT, count);
        number(at + WRONG_FREE_PATH_AT, path);
        number(at + WRONG_FREE_ALLOCATED_BY_AT, allocatedBy);
        number(at + WRONG_FREE_FREED_BY_AT, freedBy);
        number(at + WRONG_FREE_THREAD_AT, thread);
        number(HEADER_WRONG_FREE_COUNT_AT, wrongFrees);
    }

    int file(String path, byte... buildId) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        long at = FILES_OFFSET + files * FILE_STRUCT_BYTES;
        number(at + FILE_BUILD_ID_BYTES_AT, buildId.length);
        bytes(at + FILE_BUILD_ID_AT, buildId);
        number(at + FILE_PATH_BYTES_AT, name.length);
        bytes(at + FILE_PATH_AT, name);
        word(at + FILE_STRUCT_BYTES - 8, 0);
        number(HEADER_FILE_COUNT_AT, files + 1);
        return files++;
    }

    int instance(int file, long start, long end, long loadedAt, long unloadedAt) {
        long at = INSTANCES_OFFSET + instances * INSTANCE_STRUCT_BYTES;
        word(at + INSTANCE_LOAD_ADDRESS_AT, start);
        word(at + INSTANCE_START_AT, start);
        word(at + INSTANCE_END_AT, end);
        word(at + INSTANCE_LOADED_AT_AT, loadedAt);
        word(at + INSTANCE_UNLOADED_AT_AT, unloadedAt);
        number(at + INSTANCE_FILE_AT, file);
        word(at + INSTANCE_STRUCT_BYTES - 8, 0);
        number(HEADER_INSTANCE_COUNT_AT, instances + 1);
        return instances++;
    }

    int node(long frame, int parent) {
        long at = nodeAt(nodes);
        word(at + NODE_FRAME_AT, frame);
        number(at + NODE_PARENT_AT, parent);
        number(at + NODE_HASH_AT, 0);
        number(HEADER_NODE_COUNT_AT, nodes + 1);
        return nodes++;
    }

    static long nodeAt(int node) {
        return NODES_OFFSET + node * NODE_STRUCT_BYTES;
    }

    void thread(int tid, int live, long allocations, long allocatedBytes) {
        long at = THREADS_OFFSET + threads++ * THREAD_STRUCT_BYTES;
        word(at + THREAD_ALLOCATIONS_AT, allocations);
        word(at + THREAD_ALLOCATED_BYTES_AT, allocatedBytes);
        number(at + THREAD_TID_AT, tid);
        number(at + THREAD_LIVE_AT, live);
        number(HEADER_THREAD_COUNT_AT, threads);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
