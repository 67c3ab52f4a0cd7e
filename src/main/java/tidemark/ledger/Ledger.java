package tidemark.ledger;

import static tidemark.ledger.LedgerLayout.*;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import tidemark.process.AddressRange;
import tidemark.snapshot.CallPaths;
import tidemark.snapshot.HeapUse;
import tidemark.snapshot.ModuleFile;
import tidemark.snapshot.ModuleInstance;
import tidemark.snapshot.Note;
import tidemark.snapshot.OpenedFile;
import tidemark.snapshot.WrongFree;

/**
 * One process's ledger, as it is at the moment of each call: for values that fit together, the process must stand still or have
 * ended. Everything is checked on the way in, since another process wrote it; a ledger that contradicts itself is a {@link
 * LedgerException}. Not for use by several threads at once.
 */
public final class Ledger implements AutoCloseable {
    private final LedgerFile file;

    private Ledger(LedgerFile file) {
        this.file = file;
    }

    /** Opens the file for itself: whoever gave the path may close what it stands for. */
    public static Ledger open(Path path) throws LedgerException {
        LedgerFile file = LedgerFile.open(path);
        try {
            file.header();
            return new Ledger(file);
        } catch (LedgerException e) {
            file.close();
            throw e;
        }
    }

    public LedgerHeader header() throws LedgerException {
        return file.header();
    }

    /** @param liveBlocks how many blocks there are: what else was allocated was freed */
    public HeapUse heapUse(int liveBlocks) throws LedgerException {
        long[] sums = new long[2];
        file.forEachRecord(THREADS_OFFSET, THREAD_STRUCT_BYTES, header().threadCount(), (number, bytes, at) -> {
            sums[0] += bytes.get(ValueLayout.JAVA_LONG, at + THREAD_ALLOCATIONS_AT);
            sums[1] += bytes.get(ValueLayout.JAVA_LONG, at + THREAD_ALLOCATED_BYTES_AT);
        });
        return new HeapUse(sums[0], Math.max(0, sums[0] - liveBlocks), sums[1]);
    }

    /** Tids of the threads that the agent knows and that have not ended. */
    public List<Integer> threadTids() throws LedgerException {
        List<Integer> tids = new ArrayList<>();
        file.forEachRecord(THREADS_OFFSET, THREAD_STRUCT_BYTES, header().threadCount(), (number, bytes, at) -> {
            if (bytes.get(ValueLayout.JAVA_INT, at + THREAD_LIVE_AT) == 1) {
                tids.add(bytes.get(ValueLayout.JAVA_INT, at + THREAD_TID_AT));
            }
        });
        return tids;
    }

    /** The agent's own memory in the process, besides its image: never roots. */
    public List<AddressRange> agentRanges() throws LedgerException {
        List<AddressRange> ranges = new ArrayList<>();
        int count = header().agentRangeCount();
        file.forEachRecord(AGENT_RANGES_OFFSET, RANGE_STRUCT_BYTES, count, (number, bytes, at) -> {
            long start = bytes.get(ValueLayout.JAVA_LONG, at + RANGE_START_AT);
            long end = bytes.get(ValueLayout.JAVA_LONG, at + RANGE_END_AT);
            if (start < 0 || end < start) {
                throw new LedgerException(
                        "Damaged ledger: agent range %d goes from 0x%x to 0x%x".formatted(number, start, end));
            }
            if (start < end) {
                ranges.add(new AddressRange(start, end));
            }
        });
        return ranges;
    }

    /** Memory outside of blocks, or inside, that the program says can hold pointers. */
    public List<AddressRange> rootRegions() throws LedgerException {
        return foreignRanges(ROOT_REGIONS_OFFSET, header().rootRegionCount());
    }

    /** What an allocator other than libc's has of the kernel: blocks, what is free, and what it notes of them. */
    public List<AddressRange> allocatorRanges() throws LedgerException {
        return foreignRanges(ALLOCATOR_RANGES_OFFSET, header().allocatorRangeCount());
    }

    /** What the program gave may be nonsense, or is being changed just now. */
    private List<AddressRange> foreignRanges(long offset, int count) throws LedgerException {
        List<AddressRange> ranges = new ArrayList<>();
        file.forEachRecord(offset, RANGE_STRUCT_BYTES, count, (number, bytes, at) -> {
            long start = bytes.get(ValueLayout.JAVA_LONG, at + RANGE_START_AT);
            long end = bytes.get(ValueLayout.JAVA_LONG, at + RANGE_END_AT);
            if (start > 0 && start < end) {
                ranges.add(new AddressRange(start, end));
            }
        });
        return ranges;
    }

    /** What the program says to LeakSanitizer. */
    public ProgramWishes wishes() throws LedgerException {
        ProgramWishes[] wishes = new ProgramWishes[1];
        file.forEachRecord(
                WISHES_OFFSET, WISHES_STRUCT_BYTES, 1, (number, bytes, at) -> wishes[0] = ProgramWishes.of(bytes, at));
        return wishes[0];
    }

    /** Addresses of the 64 MiB stretches in which a block ever lay, in the order in which they were first used. */
    public List<Long> chunkBases() throws LedgerException {
        List<Long> bases = new ArrayList<>();
        file.forEachRecord(
                CHUNK_BASES_OFFSET,
                CHUNK_BASE_STRUCT_BYTES,
                header().chunkCount(),
                (number, bytes, at) -> bases.add(bytes.get(ValueLayout.JAVA_LONG, at + CHUNK_BASE_HEAP_ADDRESS_AT)));
        return bases;
    }

    /** The live blocks. What makes them incomplete, and only reading them shows, goes to {@code gaps}. */
    public LiveBlocks blocks(Consumer<String> gaps) throws LedgerException {
        LedgerHeader header = header();
        BlockScan scan = new BlockScan(
                header.granuleShift(), largeBlocks(), heapUse(0).allocations(), header.nodeCount(), header.forked());
        scan.read(file, chunkBases());
        return new LiveBlocks(scan.blocks(gaps), scan.noted(), scan.freed());
    }

    private Map<Long, Long> largeBlocks() throws LedgerException {
        Map<Long, Long> sizes = new HashMap<>();
        int count = header().largeBlockCount();
        file.forEachRecord(LARGE_BLOCKS_OFFSET, LARGE_BLOCK_STRUCT_BYTES, count, (number, bytes, at) -> {
            long address = bytes.get(ValueLayout.JAVA_LONG, at + LARGE_BLOCK_ADDRESS_AT);
            if (address != 0) {
                sizes.put(address, bytes.get(ValueLayout.JAVA_LONG, at + LARGE_BLOCK_SIZE_BYTES_AT));
            }
        });
        return sizes;
    }

    /**
     * All module instances that ever were.
     *
     * @param openedFile from a file's number ({@link Message.File}) to an open file with its content
     */
    public List<ModuleInstance> modules(IntFunction<Optional<OpenedFile>> openedFile) throws LedgerException {
        LedgerHeader header = header();
        List<ModuleFile> files = ModuleTable.files(file, header.fileCount(), openedFile);
        return ModuleTable.instances(file, header.instanceCount(), files);
    }

    /**
     * The tree of call paths as it was when the header was read. It only grows, so it can be read later.
     *
     * @param modules those of that time, which the frames name
     */
    public CallPaths callPaths(LedgerHeader header, List<ModuleInstance> modules) throws LedgerException {
        return CallPathTable.read(file, header.nodeCount(), modules);
    }

    /** Of each live block the last note, in the order of what they tell of. */
    public List<Note> notes(LiveBlocks live, List<ModuleInstance> modules) throws LedgerException {
        return Notes.read(file, header().noteCount(), live, modules);
    }

    /** @param header from which on it is known how many there are, and how many call paths */
    public List<WrongFree> wrongFrees(LedgerHeader header, List<ModuleInstance> modules) throws LedgerException {
        return WrongFrees.read(file, header, modules);
    }

    @Override
    public void close() {
        file.close();
    }
}
