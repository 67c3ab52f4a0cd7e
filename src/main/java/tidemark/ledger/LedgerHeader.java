package tidemark.ledger;

import static tidemark.ledger.LedgerLayout.*;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tidemark.process.AddressRange;

/**
 * The ledger's counters at one moment. Every count is within its region's capacity.
 *
 * @param forked whether it is a forked child's: what it inherited is its parent's
 * @param becoming whether it is about to become another program by exec
 * @param nodeCount with the numbers below {@link tidemark.snapshot.CallPaths#FIRST}
 * @param granuleShift how many bytes of heap an entry is for, as a power of two
 * @param allocatorRangeCount how many ranges an allocator other than libc's has of the kernel
 * @param agentImage where the agent's own code and data lie: never roots
 * @param reallocCode where it forgets a block and records it anew: while a thread is there, what the block holds is in no block
 * @param othersWord the address of what threads wait on that the agent has stopped
 * @param threadStacks empty if the agent could not find glibc's descriptors
 */
public record LedgerHeader(
        int pid,
        boolean recording,
        boolean unreached,
        boolean forked,
        boolean becoming,
        int nodeCount,
        int fileCount,
        int instanceCount,
        int chunkCount,
        int threadCount,
        int agentRangeCount,
        int largeBlockCount,
        int noteCount,
        int wrongFreeCount,
        int granuleShift,
        int allocatorRangeCount,
        long moduleEvents,
        Omissions omissions,
        int rootRegionCount,
        AddressRange agentImage,
        AddressRange reallocCode,
        Optional<ThreadStacks> threadStacks,
        long othersWord,
        WalkComparison walkComparison) {

    /** What was not recorded, or not wholly, by reason. */
    public record Omissions(
            long blocksDropped,
            long pathsDropped,
            long walksCut,
            long walksApproximate,
            long walksBusy,
            long modulesDropped,
            long filesNotSent,
            long notesDropped,
            long rootRegionsDropped,
            long wrongFreesDropped,
            long allocatorRangesDropped,
            long hiddenMallocs,
            long blocksUnaligned) {

        /** What makes the check incomplete, a sentence each. Walks that were cut or approximate are marked in their paths, without its file a module only lacks names, without a note a verdict its cause. */
        public List<String> sentences() {
            List<String> sentences = new ArrayList<>();
            add(
                    sentences,
                    blocksDropped,
                    "blocks were not recorded: the ledger has no room for more; their leaks are not reported");
            if (hiddenMallocs != 0) {
                sentences.add(
                        "The program has a malloc of its own, which is called past the agent: what that gives is not"
                                + " seen, and its leaks are not reported");
            }
            add(
                    sentences,
                    blocksUnaligned,
                    "blocks were not recorded: the program's allocator put them at no multiple of 8; their leaks are not"
                            + " reported");
            add(
                    sentences,
                    allocatorRangesDropped,
                    "pieces of memory of the program's allocator were not recorded: what is free there may hide leaks");
            add(sentences, pathsDropped, "allocations have no call path: the ledger has no room for more");
            add(
                    sentences,
                    modulesDropped,
                    "modules were not recorded: the ledger has no room for more; their frames have no names");
            add(
                    sentences,
                    rootRegionsDropped,
                    "root regions were not recorded; what only they point at is reported as lost");
            add(
                    sentences,
                    wrongFreesDropped,
                    "wrong frees are not told: the ledger has no room for more, or the agent was busy");
            return sentences;
        }

        private static void add(List<String> sentences, long count, String what) {
            if (count != 0) {
                sentences.add("%,d %s".formatted(count, what));
            }
        }
    }

    /**
     * Where glibc keeps its list of thread stacks, and how its thread descriptors look.
     *
     * @param used address of the list head {@code _dl_stack_used}; 0 if unknown, as for the other heads
     * @param listOffset of the list node in {@code struct pthread}
     * @param stackOffset of {@code stackblock}, which {@code stackblock_size} follows
     * @param startOffset of {@code start_routine}; 0 if unknown
     * @param tlsBytes how far below the thread pointer the TLS of the modules loaded at the start begins
     */
    public record ThreadStacks(
            long used,
            long user,
            long cache,
            int listOffset,
            int tidOffset,
            int stackOffset,
            int startOffset,
            int pthreadBytes,
            int tlsBytes) {}

    /** Whether blocks are those of an allocator other than libc's. */
    public boolean hasOtherAllocator() {
        return granuleShift == FINE_GRANULE_SHIFT;
    }

    /** Only the agent's debug build counts here. */
    public record WalkComparison(long walks, long different, long frames) {}

    static LedgerHeader read(MemorySegment header) throws LedgerException {
        checkIdentity(header);
        return new LedgerHeader(
                number(header, HEADER_PID_AT),
                number(header, HEADER_STATE_AT) != STATE_STOPPED,
                number(header, HEADER_STATE_AT) == STATE_UNREACHED,
                number(header, HEADER_FORKED_AT) != 0,
                number(header, HEADER_BECOMING_AT) != 0,
                count(header, HEADER_NODE_COUNT_AT, "call paths", NODES_CAPACITY),
                count(header, HEADER_FILE_COUNT_AT, "module files", FILES_CAPACITY),
                count(header, HEADER_INSTANCE_COUNT_AT, "module instances", INSTANCES_CAPACITY),
                count(header, HEADER_CHUNK_COUNT_AT, "chunks", CHUNK_BASES_CAPACITY),
                count(header, HEADER_THREAD_COUNT_AT, "threads", THREADS_CAPACITY),
                count(header, HEADER_AGENT_RANGE_COUNT_AT, "agent ranges", AGENT_RANGES_CAPACITY),
                count(header, HEADER_LARGE_BLOCK_COUNT_AT, "large blocks", LARGE_BLOCKS_CAPACITY),
                count(header, HEADER_NOTE_COUNT_AT, "notes", NOTES_CAPACITY),
                count(header, HEADER_WRONG_FREE_COUNT_AT, "wrong frees", WRONG_FREES_CAPACITY),
                granuleShift(header),
                count(header, HEADER_ALLOCATOR_RANGE_COUNT_AT, "allocator ranges", ALLOCATOR_RANGES_CAPACITY),
                word(header, HEADER_MODULE_EVENTS_AT),
                omissions(header),
                count(header, HEADER_ROOT_REGION_COUNT_AT, "root regions", ROOT_REGIONS_CAPACITY),
                new AddressRange(word(header, HEADER_AGENT_IMAGE_START_AT), word(header, HEADER_AGENT_IMAGE_END_AT)),
                new AddressRange(word(header, HEADER_REALLOC_START_AT), word(header, HEADER_REALLOC_END_AT)),
                threadStacks(header),
                word(header, HEADER_OTHERS_WORD_AT),
                new WalkComparison(
                        word(header, HEADER_WALKS_COMPARED_AT),
                        word(header, HEADER_WALKS_DIFFERENT_AT),
                        word(header, HEADER_FRAMES_COMPARED_AT)));
    }

    private static void checkIdentity(MemorySegment header) throws LedgerException {
        long magic = word(header, HEADER_MAGIC_AT);
        if (magic != MAGIC) {
            throw new LedgerException("Not a ledger: it starts with 0x%x instead of 0x%x".formatted(magic, MAGIC));
        }
        int version = number(header, HEADER_VERSION_AT);
        if (version != VERSION) {
            throw new LedgerException("The ledger has version %d, this Tidemark reads version %d: rebuild the agent"
                    .formatted(version, VERSION));
        }
    }

    private static int count(MemorySegment header, long offset, String what, long capacity) throws LedgerException {
        int count = number(header, offset);
        if (count < 0 || count > capacity) {
            throw new LedgerException("Damaged ledger: it claims %d %s where there is room for %d"
                    .formatted(Integer.toUnsignedLong(count), what, capacity));
        }
        return count;
    }

    private static int granuleShift(MemorySegment header) throws LedgerException {
        int shift = number(header, HEADER_GRANULE_SHIFT_AT);
        if (shift != GRANULE_SHIFT && shift != FINE_GRANULE_SHIFT) {
            throw new LedgerException("Damaged ledger: an entry is for 2^%d bytes".formatted(shift));
        }
        return shift;
    }

    private static Omissions omissions(MemorySegment header) {
        return new Omissions(
                word(header, HEADER_BLOCKS_DROPPED_AT),
                word(header, HEADER_PATHS_DROPPED_AT),
                word(header, HEADER_WALKS_CUT_AT),
                word(header, HEADER_WALKS_APPROXIMATE_AT),
                word(header, HEADER_WALKS_BUSY_AT),
                word(header, HEADER_MODULES_DROPPED_AT),
                word(header, HEADER_FILES_NOT_SENT_AT),
                word(header, HEADER_NOTES_DROPPED_AT),
                word(header, HEADER_ROOT_REGIONS_DROPPED_AT),
                word(header, HEADER_WRONG_FREES_DROPPED_AT),
                word(header, HEADER_ALLOCATOR_RANGES_DROPPED_AT),
                word(header, HEADER_HIDDEN_MALLOCS_AT),
                word(header, HEADER_BLOCKS_UNALIGNED_AT));
    }

    private static Optional<ThreadStacks> threadStacks(MemorySegment header) {
        ThreadStacks stacks = new ThreadStacks(
                word(header, HEADER_STACK_LIST_USED_AT),
                word(header, HEADER_STACK_LIST_USER_AT),
                word(header, HEADER_STACK_LIST_CACHE_AT),
                number(header, HEADER_PTHREAD_LIST_OFFSET_AT),
                number(header, HEADER_PTHREAD_TID_OFFSET_AT),
                number(header, HEADER_PTHREAD_STACK_OFFSET_AT),
                number(header, HEADER_PTHREAD_START_OFFSET_AT),
                number(header, HEADER_PTHREAD_BYTES_AT),
                number(header, HEADER_TLS_BYTES_AT));
        boolean known = stacks.used() != 0 || stacks.user() != 0 || stacks.cache() != 0;
        return known ? Optional.of(stacks) : Optional.empty();
    }

    private static int number(MemorySegment header, long offset) {
        return header.get(ValueLayout.JAVA_INT, offset);
    }

    private static long word(MemorySegment header, long offset) {
        return header.get(ValueLayout.JAVA_LONG, offset);
    }
}
