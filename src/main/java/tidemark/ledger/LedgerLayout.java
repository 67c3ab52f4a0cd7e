package tidemark.ledger;

/**
 * The ledger's layout: constants, field offsets ({@code _AT}), struct sizes and regions. Generated from {@code
 * agent/ledger.layout} by {@code ./build layout}: change that file, not this one.
 */
final class LedgerLayout {
    private LedgerLayout() {}

    static final long MAGIC = 0x4b52414d45444954L;
    static final int VERSION = 1;
    static final int GRANULE_SHIFT = 5;
    static final int CHUNK_SPAN_SHIFT = 26;
    static final int CHUNK_BYTES = 0x1000000;
    static final int ENTRY_HALF_SHIFT = 63;
    static final int ENTRY_PATH_SHIFT = 32;
    static final int ENTRY_PATH_MASK = 0x03ffffff;
    static final int ENTRY_KIND_SHIFT = 61;
    static final int KIND_MASK = 3;
    static final int KIND_FREED = 0;
    static final int KIND_MALLOC = 1;
    static final int KIND_NEW = 2;
    static final int KIND_NEW_ARRAY = 3;
    static final int ENTRY_NOTED_SHIFT = 60;
    static final int ENTRY_STAGED_SHIFT = 59;
    static final int ENTRY_CAREFUL_SHIFT = 58;
    static final int HALF_GRANULE_BYTES = 16;
    static final long SIZE_ELSEWHERE = 0xffffffffL;
    static final int FRAME_OFFSET_BITS = 40;
    static final int FRAME_ADDRESS_BITS = 47;
    static final int FRAME_ADDRESS_MARK = 0x1ffff;
    static final long FRAME_IGNORED = 0x4000000000000000L;
    static final int PATH_COMPLETE = 0;
    static final int PATH_UNRECORDED = 1;
    static final int PATH_CUT = 2;
    static final int PATH_APPROXIMATE = 3;
    static final int PATH_IGNORED = 4;
    static final int PATH_FIRST = 16;
    static final int STATE_RECORDING = 1;
    static final int STATE_STOPPED = 2;
    static final int WRONG_MISMATCHED = 1;
    static final int WRONG_SECOND = 2;
    static final int WRONG_INSIDE = 3;
    static final int WRONG_ON_STACK = 4;
    static final int WRONG_IN_MODULE = 5;
    static final int WRONG_NOWHERE = 6;
    static final int METADATA_BYTES = 0xe000000;
    static final long FILE_BYTES = 0x8200000000L;
    static final int MESSAGE_HELLO = 1;
    static final int MESSAGE_FILE = 2;
    static final int MESSAGE_REFUSAL = 4;
    static final int MESSAGE_WENT_ON = 10;
    static final int MESSAGE_LEAVES = 11;
    static final int MESSAGE_HOLD = 3;
    static final int MESSAGE_CHECK = 5;
    static final int HOLD_EXIT = 1;
    static final int HOLD_UNDERSCORE_EXIT = 2;
    static final int HOLD_QUICK_EXIT = 3;
    static final int HOLD_SIGNAL = 4;
    static final int HOLD_LEAK_CHECK = 5;
    static final int HOLD_RECOVERABLE_CHECK = 6;
    static final int SHOW_AS_SESSION = 0;
    static final int SHOW_NEW = 1;
    static final int SHOW_CHANGED = 2;
    static final int SHOW_ALL = 3;
    static final int ANSWER_WORKING = 0;
    static final int ANSWER_DONE = 1;
    static final int ANSWER_LEAKS = 2;
    static final int ANSWER_INCOMPLETE = 3;
    static final int ANSWER_UNOBSERVED = 4;
    static final int ANSWER_ENDING = 5;
    static final int ANSWER_FAILED = 6;
    static final int ANSWER_STOP_OTHERS = 7;
    static final int HOLD_EXEC = 10;
    static final int HOLD_DAEMON = 11;
    static final int REFUSAL_FILE_SIZE = 1;
    static final int REFUSAL_MEMORY = 2;
    static final int REFUSAL_KERNEL = 3;
    static final int REFUSAL_SHARED_MEMORY = 4;

    static final long HEADER_STRUCT_BYTES = 264L;
    static final long HEADER_MAGIC_AT = 0L;
    static final long HEADER_VERSION_AT = 8L;
    static final long HEADER_PID_AT = 12L;
    static final long HEADER_STATE_AT = 16L;
    static final long HEADER_NODE_COUNT_AT = 20L;
    static final long HEADER_FILE_COUNT_AT = 24L;
    static final long HEADER_INSTANCE_COUNT_AT = 28L;
    static final long HEADER_CHUNK_COUNT_AT = 32L;
    static final long HEADER_THREAD_COUNT_AT = 36L;
    static final long HEADER_AGENT_RANGE_COUNT_AT = 40L;
    static final long HEADER_LARGE_BLOCK_COUNT_AT = 44L;
    static final long HEADER_FORKED_AT = 48L;
    static final long HEADER_NOTE_COUNT_AT = 52L;
    static final long HEADER_WRONG_FREE_COUNT_AT = 56L;
    static final long HEADER_ROOT_REGION_COUNT_AT = 60L;
    static final long HEADER_MODULE_EVENTS_AT = 64L;
    static final long HEADER_BLOCKS_DROPPED_AT = 72L;
    static final long HEADER_PATHS_DROPPED_AT = 80L;
    static final long HEADER_WALKS_CUT_AT = 88L;
    static final long HEADER_WALKS_APPROXIMATE_AT = 96L;
    static final long HEADER_WALKS_BUSY_AT = 104L;
    static final long HEADER_MODULES_DROPPED_AT = 112L;
    static final long HEADER_FILES_NOT_SENT_AT = 120L;
    static final long HEADER_NOTES_DROPPED_AT = 128L;
    static final long HEADER_ROOT_REGIONS_DROPPED_AT = 136L;
    static final long HEADER_WRONG_FREES_DROPPED_AT = 144L;
    static final long HEADER_AGENT_IMAGE_START_AT = 152L;
    static final long HEADER_AGENT_IMAGE_END_AT = 160L;
    static final long HEADER_REALLOC_START_AT = 168L;
    static final long HEADER_REALLOC_END_AT = 176L;
    static final long HEADER_STACK_LIST_USED_AT = 184L;
    static final long HEADER_STACK_LIST_USER_AT = 192L;
    static final long HEADER_STACK_LIST_CACHE_AT = 200L;
    static final long HEADER_PTHREAD_LIST_OFFSET_AT = 208L;
    static final long HEADER_PTHREAD_TID_OFFSET_AT = 212L;
    static final long HEADER_PTHREAD_STACK_OFFSET_AT = 216L;
    static final long HEADER_PTHREAD_BYTES_AT = 220L;
    static final long HEADER_PTHREAD_START_OFFSET_AT = 224L;
    static final long HEADER_TLS_BYTES_AT = 228L;
    static final long HEADER_OTHERS_WORD_AT = 232L;
    static final long HEADER_WALKS_COMPARED_AT = 240L;
    static final long HEADER_WALKS_DIFFERENT_AT = 248L;
    static final long HEADER_FRAMES_COMPARED_AT = 256L;

    static final long RANGE_STRUCT_BYTES = 16L;
    static final long RANGE_START_AT = 0L;
    static final long RANGE_END_AT = 8L;

    static final long CHUNK_BASE_STRUCT_BYTES = 8L;
    static final long CHUNK_BASE_HEAP_ADDRESS_AT = 0L;

    static final long LARGE_BLOCK_STRUCT_BYTES = 16L;
    static final long LARGE_BLOCK_ADDRESS_AT = 0L;
    static final long LARGE_BLOCK_SIZE_BYTES_AT = 8L;

    static final long THREAD_STRUCT_BYTES = 64L;
    static final long THREAD_ALLOCATIONS_AT = 0L;
    static final long THREAD_ALLOCATED_BYTES_AT = 8L;
    static final long THREAD_TID_AT = 16L;
    static final long THREAD_LIVE_AT = 20L;
    static final long THREAD_RESERVED_AT = 24L;

    static final long FILE_STRUCT_BYTES = 4096L;
    static final long FILE_DEVICE_AT = 0L;
    static final long FILE_INODE_AT = 8L;
    static final long FILE_SIZE_BYTES_AT = 16L;
    static final long FILE_MODIFIED_NANOS_AT = 24L;
    static final long FILE_BUILD_ID_BYTES_AT = 32L;
    static final long FILE_PATH_BYTES_AT = 36L;
    static final long FILE_BUILD_ID_AT = 40L;
    static final long FILE_PATH_AT = 104L;

    static final long INSTANCE_STRUCT_BYTES = 64L;
    static final long INSTANCE_LOAD_ADDRESS_AT = 0L;
    static final long INSTANCE_START_AT = 8L;
    static final long INSTANCE_END_AT = 16L;
    static final long INSTANCE_LOADED_AT_AT = 24L;
    static final long INSTANCE_UNLOADED_AT_AT = 32L;
    static final long INSTANCE_FILE_AT = 40L;
    static final long INSTANCE_RESERVED_AT = 44L;
    static final long INSTANCE_RESERVED2_AT = 48L;

    static final long NOTE_STRUCT_BYTES = 16L;
    static final long NOTE_BLOCK_AT = 0L;
    static final long NOTE_HOLDER_AT = 8L;

    static final long WISHES_STRUCT_BYTES = 65536L;
    static final long WISHES_TURNED_OFF_AT = 0L;
    static final long WISHES_OPTIONS_AT = 4L;
    static final long WISHES_SUPPRESSIONS_AT = 4096L;

    static final long WRONG_FREE_STRUCT_BYTES = 56L;
    static final long WRONG_FREE_ADDRESS_AT = 0L;
    static final long WRONG_FREE_BLOCK_AT = 8L;
    static final long WRONG_FREE_SIZE_BYTES_AT = 16L;
    static final long WRONG_FREE_PLACE_AT = 24L;
    static final long WRONG_FREE_SORT_AT = 32L;
    static final long WRONG_FREE_COUNT_AT = 36L;
    static final long WRONG_FREE_PATH_AT = 40L;
    static final long WRONG_FREE_ALLOCATED_BY_AT = 44L;
    static final long WRONG_FREE_FREED_BY_AT = 48L;
    static final long WRONG_FREE_THREAD_AT = 52L;

    static final long NODE_STRUCT_BYTES = 16L;
    static final long NODE_FRAME_AT = 0L;
    static final long NODE_PARENT_AT = 8L;
    static final long NODE_HASH_AT = 12L;

    static final long ENTRY_STRUCT_BYTES = 8L;
    static final long ENTRY_SIZE_AND_PATH_AT = 0L;

    static final long MESSAGE_STRUCT_BYTES = 176L;
    static final long MESSAGE_KIND_AT = 0L;
    static final long MESSAGE_PID_AT = 4L;
    static final long MESSAGE_TID_AT = 8L;
    static final long MESSAGE_FILE_AT = 12L;
    static final long MESSAGE_REASON_AT = 16L;
    static final long MESSAGE_SIGNAL_AT = 20L;
    static final long MESSAGE_SP_AT = 24L;
    static final long MESSAGE_RBX_AT = 32L;
    static final long MESSAGE_RBP_AT = 40L;
    static final long MESSAGE_R12_AT = 48L;
    static final long MESSAGE_R13_AT = 56L;
    static final long MESSAGE_R14_AT = 64L;
    static final long MESSAGE_R15_AT = 72L;
    static final long MESSAGE_SCRATCH_AT = 80L;
    static final long MESSAGE_BRK_AT = 152L;
    static final long MESSAGE_SIGNAL_STACK_START_AT = 160L;
    static final long MESSAGE_SIGNAL_STACK_END_AT = 168L;

    static final long HEADER_OFFSET = 0x0L;
    static final long HEADER_CAPACITY = 1L;
    static final long AGENT_RANGES_OFFSET = 0x1000L;
    static final long AGENT_RANGES_CAPACITY = 65280L;
    static final long CHUNK_BASES_OFFSET = 0x100000L;
    static final long CHUNK_BASES_CAPACITY = 32768L;
    static final long LARGE_BLOCKS_OFFSET = 0x140000L;
    static final long LARGE_BLOCKS_CAPACITY = 4096L;
    static final long WISHES_OFFSET = 0x150000L;
    static final long WISHES_CAPACITY = 1L;
    static final long ROOT_REGIONS_OFFSET = 0x160000L;
    static final long ROOT_REGIONS_CAPACITY = 4096L;
    static final long THREADS_OFFSET = 0x200000L;
    static final long THREADS_CAPACITY = 65536L;
    static final long FILES_OFFSET = 0x1000000L;
    static final long FILES_CAPACITY = 16384L;
    static final long INSTANCES_OFFSET = 0x8000000L;
    static final long INSTANCES_CAPACITY = 1048576L;
    static final long NOTES_OFFSET = 0xc000000L;
    static final long NOTES_CAPACITY = 1048576L;
    static final long WRONG_FREES_OFFSET = 0xd000000L;
    static final long WRONG_FREES_CAPACITY = 4096L;
    static final long NODES_OFFSET = 0x100000000L;
    static final long NODES_CAPACITY = 67108864L;
    static final long CHUNKS_OFFSET = 0x200000000L;
    static final long CHUNKS_CAPACITY = 68719476736L;
}
