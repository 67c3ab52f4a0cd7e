/* Generated from ledger.layout by `./build layout`: change that file, not this one. */
#ifndef TIDEMARK_LEDGER_LAYOUT_H
#define TIDEMARK_LEDGER_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#define TM_MAGIC UINT64_C(0x4b52414d45444954)
#define TM_VERSION 1
#define TM_GRANULE_SHIFT 5
#define TM_CHUNK_SPAN_SHIFT 26
#define TM_CHUNK_BYTES 0x1000000
#define TM_ENTRY_HALF_SHIFT 63
#define TM_ENTRY_PATH_SHIFT 32
#define TM_ENTRY_PATH_MASK 0x03ffffff
#define TM_ENTRY_KIND_SHIFT 61
#define TM_KIND_MASK 3
#define TM_KIND_FREED 0
#define TM_KIND_MALLOC 1
#define TM_KIND_NEW 2
#define TM_KIND_NEW_ARRAY 3
#define TM_ENTRY_NOTED_SHIFT 60
#define TM_ENTRY_STAGED_SHIFT 59
#define TM_ENTRY_CAREFUL_SHIFT 58
#define TM_HALF_GRANULE_BYTES 16
#define TM_FINE_GRANULE_SHIFT 3
#define TM_FINE_CHUNK_BYTES 0x4000000
#define TM_SIZE_ELSEWHERE UINT64_C(0xffffffff)
#define TM_FRAME_OFFSET_BITS 40
#define TM_FRAME_ADDRESS_BITS 47
#define TM_FRAME_ADDRESS_MARK 0x1ffff
#define TM_FRAME_UNDESCRIBED UINT64_C(0x1000000000000000)
#define TM_FRAME_IGNORED UINT64_C(0x4000000000000000)
#define TM_PATH_COMPLETE 0
#define TM_PATH_UNRECORDED 1
#define TM_PATH_CUT 2
#define TM_PATH_IGNORED 3
#define TM_PATH_FIRST 16
#define TM_STATE_RECORDING 1
#define TM_STATE_UNREACHED 3
#define TM_STATE_STOPPED 2
#define TM_WRONG_MISMATCHED 1
#define TM_WRONG_SECOND 2
#define TM_WRONG_INSIDE 3
#define TM_WRONG_ON_STACK 4
#define TM_WRONG_IN_MODULE 5
#define TM_WRONG_NOWHERE 6
#define TM_METADATA_BYTES 0xe000000
#define TM_FILE_BYTES UINT64_C(0x8200000000)
#define TM_MESSAGE_HELLO 1
#define TM_MESSAGE_FILE 2
#define TM_MESSAGE_REFUSAL 4
#define TM_MESSAGE_WENT_ON 10
#define TM_MESSAGE_LEAVES 11
#define TM_MESSAGE_HOLD 3
#define TM_MESSAGE_CHECK 5
#define TM_HOLD_EXIT 1
#define TM_HOLD_UNDERSCORE_EXIT 2
#define TM_HOLD_QUICK_EXIT 3
#define TM_HOLD_SIGNAL 4
#define TM_HOLD_LEAK_CHECK 5
#define TM_HOLD_RECOVERABLE_CHECK 6
#define TM_SHOW_AS_SESSION 0
#define TM_SHOW_NEW 1
#define TM_SHOW_CHANGED 2
#define TM_SHOW_ALL 3
#define TM_ANSWER_WORKING 0
#define TM_ANSWER_DONE 1
#define TM_ANSWER_LEAKS 2
#define TM_ANSWER_INCOMPLETE 3
#define TM_ANSWER_UNOBSERVED 4
#define TM_ANSWER_ENDING 5
#define TM_ANSWER_FAILED 6
#define TM_ANSWER_STOP_OTHERS 7
#define TM_HOLD_EXEC 10
#define TM_HOLD_DAEMON 11
#define TM_REFUSAL_FILE_SIZE 1
#define TM_REFUSAL_MEMORY 2
#define TM_REFUSAL_KERNEL 3
#define TM_REFUSAL_LIBRARY 6
#define TM_REFUSAL_SHARED_MEMORY 4
#define TM_REFUSAL_OTHER_MALLOC 5
#define TM_REFUSAL_DESCRIPTORS 7
#define TM_KEY_BYTES 32

struct tm_header {
    uint64_t magic;
    uint32_t version;
    uint32_t pid;
    uint32_t state;
    uint32_t node_count;
    uint32_t file_count;
    uint32_t instance_count;
    uint32_t chunk_count;
    uint32_t thread_count;
    uint32_t agent_range_count;
    uint32_t large_block_count;
    uint32_t forked;
    uint32_t note_count;
    uint32_t wrong_free_count;
    uint32_t root_region_count;
    uint32_t granule_shift;
    uint32_t allocator_range_count;
    uint64_t allocator_ranges_dropped;
    uint64_t hidden_mallocs;
    uint64_t blocks_unaligned;
    uint32_t becoming;
    uint32_t reserved;
    uint64_t module_events;
    uint64_t blocks_dropped;
    uint64_t paths_dropped;
    uint64_t walks_cut;
    uint64_t walks_approximate;
    uint64_t walks_busy;
    uint64_t modules_dropped;
    uint64_t files_not_sent;
    uint64_t notes_dropped;
    uint64_t root_regions_dropped;
    uint64_t wrong_frees_dropped;
    uint64_t agent_image_start;
    uint64_t agent_image_end;
    uint64_t realloc_start;
    uint64_t realloc_end;
    uint64_t stack_list_used;
    uint64_t stack_list_user;
    uint64_t stack_list_cache;
    uint32_t pthread_list_offset;
    uint32_t pthread_tid_offset;
    uint32_t pthread_stack_offset;
    uint32_t pthread_bytes;
    uint32_t pthread_start_offset;
    uint32_t tls_bytes;
    uint64_t others_word;
    uint64_t walks_compared;
    uint64_t walks_different;
    uint64_t frames_compared;
};
_Static_assert(sizeof(struct tm_header) == 304, "size");
_Static_assert(offsetof(struct tm_header, magic) == 0, "magic");
_Static_assert(offsetof(struct tm_header, version) == 8, "version");
_Static_assert(offsetof(struct tm_header, pid) == 12, "pid");
_Static_assert(offsetof(struct tm_header, state) == 16, "state");
_Static_assert(offsetof(struct tm_header, node_count) == 20, "node_count");
_Static_assert(offsetof(struct tm_header, file_count) == 24, "file_count");
_Static_assert(offsetof(struct tm_header, instance_count) == 28, "instance_count");
_Static_assert(offsetof(struct tm_header, chunk_count) == 32, "chunk_count");
_Static_assert(offsetof(struct tm_header, thread_count) == 36, "thread_count");
_Static_assert(offsetof(struct tm_header, agent_range_count) == 40, "agent_range_count");
_Static_assert(offsetof(struct tm_header, large_block_count) == 44, "large_block_count");
_Static_assert(offsetof(struct tm_header, forked) == 48, "forked");
_Static_assert(offsetof(struct tm_header, note_count) == 52, "note_count");
_Static_assert(offsetof(struct tm_header, wrong_free_count) == 56, "wrong_free_count");
_Static_assert(offsetof(struct tm_header, root_region_count) == 60, "root_region_count");
_Static_assert(offsetof(struct tm_header, granule_shift) == 64, "granule_shift");
_Static_assert(offsetof(struct tm_header, allocator_range_count) == 68, "allocator_range_count");
_Static_assert(offsetof(struct tm_header, allocator_ranges_dropped) == 72, "allocator_ranges_dropped");
_Static_assert(offsetof(struct tm_header, hidden_mallocs) == 80, "hidden_mallocs");
_Static_assert(offsetof(struct tm_header, blocks_unaligned) == 88, "blocks_unaligned");
_Static_assert(offsetof(struct tm_header, becoming) == 96, "becoming");
_Static_assert(offsetof(struct tm_header, reserved) == 100, "reserved");
_Static_assert(offsetof(struct tm_header, module_events) == 104, "module_events");
_Static_assert(offsetof(struct tm_header, blocks_dropped) == 112, "blocks_dropped");
_Static_assert(offsetof(struct tm_header, paths_dropped) == 120, "paths_dropped");
_Static_assert(offsetof(struct tm_header, walks_cut) == 128, "walks_cut");
_Static_assert(offsetof(struct tm_header, walks_approximate) == 136, "walks_approximate");
_Static_assert(offsetof(struct tm_header, walks_busy) == 144, "walks_busy");
_Static_assert(offsetof(struct tm_header, modules_dropped) == 152, "modules_dropped");
_Static_assert(offsetof(struct tm_header, files_not_sent) == 160, "files_not_sent");
_Static_assert(offsetof(struct tm_header, notes_dropped) == 168, "notes_dropped");
_Static_assert(offsetof(struct tm_header, root_regions_dropped) == 176, "root_regions_dropped");
_Static_assert(offsetof(struct tm_header, wrong_frees_dropped) == 184, "wrong_frees_dropped");
_Static_assert(offsetof(struct tm_header, agent_image_start) == 192, "agent_image_start");
_Static_assert(offsetof(struct tm_header, agent_image_end) == 200, "agent_image_end");
_Static_assert(offsetof(struct tm_header, realloc_start) == 208, "realloc_start");
_Static_assert(offsetof(struct tm_header, realloc_end) == 216, "realloc_end");
_Static_assert(offsetof(struct tm_header, stack_list_used) == 224, "stack_list_used");
_Static_assert(offsetof(struct tm_header, stack_list_user) == 232, "stack_list_user");
_Static_assert(offsetof(struct tm_header, stack_list_cache) == 240, "stack_list_cache");
_Static_assert(offsetof(struct tm_header, pthread_list_offset) == 248, "pthread_list_offset");
_Static_assert(offsetof(struct tm_header, pthread_tid_offset) == 252, "pthread_tid_offset");
_Static_assert(offsetof(struct tm_header, pthread_stack_offset) == 256, "pthread_stack_offset");
_Static_assert(offsetof(struct tm_header, pthread_bytes) == 260, "pthread_bytes");
_Static_assert(offsetof(struct tm_header, pthread_start_offset) == 264, "pthread_start_offset");
_Static_assert(offsetof(struct tm_header, tls_bytes) == 268, "tls_bytes");
_Static_assert(offsetof(struct tm_header, others_word) == 272, "others_word");
_Static_assert(offsetof(struct tm_header, walks_compared) == 280, "walks_compared");
_Static_assert(offsetof(struct tm_header, walks_different) == 288, "walks_different");
_Static_assert(offsetof(struct tm_header, frames_compared) == 296, "frames_compared");

struct tm_range {
    uint64_t start;
    uint64_t end;
};
_Static_assert(sizeof(struct tm_range) == 16, "size");
_Static_assert(offsetof(struct tm_range, start) == 0, "start");
_Static_assert(offsetof(struct tm_range, end) == 8, "end");

struct tm_chunk_base {
    uint64_t heap_address;
};
_Static_assert(sizeof(struct tm_chunk_base) == 8, "size");
_Static_assert(offsetof(struct tm_chunk_base, heap_address) == 0, "heap_address");

struct tm_large_block {
    uint64_t address;
    uint64_t size_bytes;
};
_Static_assert(sizeof(struct tm_large_block) == 16, "size");
_Static_assert(offsetof(struct tm_large_block, address) == 0, "address");
_Static_assert(offsetof(struct tm_large_block, size_bytes) == 8, "size_bytes");

struct tm_thread {
    uint64_t allocations;
    uint64_t allocated_bytes;
    uint32_t tid;
    uint32_t live;
    uint64_t reserved[5];
};
_Static_assert(sizeof(struct tm_thread) == 64, "size");
_Static_assert(offsetof(struct tm_thread, allocations) == 0, "allocations");
_Static_assert(offsetof(struct tm_thread, allocated_bytes) == 8, "allocated_bytes");
_Static_assert(offsetof(struct tm_thread, tid) == 16, "tid");
_Static_assert(offsetof(struct tm_thread, live) == 20, "live");
_Static_assert(offsetof(struct tm_thread, reserved) == 24, "reserved");

struct tm_file {
    uint64_t device;
    uint64_t inode;
    uint64_t size_bytes;
    uint64_t modified_nanos;
    uint32_t build_id_bytes;
    uint32_t path_bytes;
    uint8_t build_id[64];
    uint8_t path[3992];
};
_Static_assert(sizeof(struct tm_file) == 4096, "size");
_Static_assert(offsetof(struct tm_file, device) == 0, "device");
_Static_assert(offsetof(struct tm_file, inode) == 8, "inode");
_Static_assert(offsetof(struct tm_file, size_bytes) == 16, "size_bytes");
_Static_assert(offsetof(struct tm_file, modified_nanos) == 24, "modified_nanos");
_Static_assert(offsetof(struct tm_file, build_id_bytes) == 32, "build_id_bytes");
_Static_assert(offsetof(struct tm_file, path_bytes) == 36, "path_bytes");
_Static_assert(offsetof(struct tm_file, build_id) == 40, "build_id");
_Static_assert(offsetof(struct tm_file, path) == 104, "path");

struct tm_instance {
    uint64_t load_address;
    uint64_t start;
    uint64_t end;
    uint64_t loaded_at;
    uint64_t unloaded_at;
    uint32_t file;
    uint32_t stays;
    uint64_t reserved2[2];
};
_Static_assert(sizeof(struct tm_instance) == 64, "size");
_Static_assert(offsetof(struct tm_instance, load_address) == 0, "load_address");
_Static_assert(offsetof(struct tm_instance, start) == 8, "start");
_Static_assert(offsetof(struct tm_instance, end) == 16, "end");
_Static_assert(offsetof(struct tm_instance, loaded_at) == 24, "loaded_at");
_Static_assert(offsetof(struct tm_instance, unloaded_at) == 32, "unloaded_at");
_Static_assert(offsetof(struct tm_instance, file) == 40, "file");
_Static_assert(offsetof(struct tm_instance, stays) == 44, "stays");
_Static_assert(offsetof(struct tm_instance, reserved2) == 48, "reserved2");

struct tm_note {
    uint64_t block;
    uint64_t holder;
    uint32_t thread;
    uint32_t reserved;
    uint64_t reserved2;
};
_Static_assert(sizeof(struct tm_note) == 32, "size");
_Static_assert(offsetof(struct tm_note, block) == 0, "block");
_Static_assert(offsetof(struct tm_note, holder) == 8, "holder");
_Static_assert(offsetof(struct tm_note, thread) == 16, "thread");
_Static_assert(offsetof(struct tm_note, reserved) == 20, "reserved");
_Static_assert(offsetof(struct tm_note, reserved2) == 24, "reserved2");

struct tm_wishes {
    uint32_t turned_off;
    uint8_t options[4092];
    uint8_t suppressions[61440];
};
_Static_assert(sizeof(struct tm_wishes) == 65536, "size");
_Static_assert(offsetof(struct tm_wishes, turned_off) == 0, "turned_off");
_Static_assert(offsetof(struct tm_wishes, options) == 4, "options");
_Static_assert(offsetof(struct tm_wishes, suppressions) == 4096, "suppressions");

struct tm_wrong_free {
    uint64_t address;
    uint64_t block;
    uint64_t size_bytes;
    uint64_t place;
    uint32_t sort;
    uint32_t count;
    uint32_t path;
    uint32_t allocated_by;
    uint32_t freed_by;
    uint32_t thread;
};
_Static_assert(sizeof(struct tm_wrong_free) == 56, "size");
_Static_assert(offsetof(struct tm_wrong_free, address) == 0, "address");
_Static_assert(offsetof(struct tm_wrong_free, block) == 8, "block");
_Static_assert(offsetof(struct tm_wrong_free, size_bytes) == 16, "size_bytes");
_Static_assert(offsetof(struct tm_wrong_free, place) == 24, "place");
_Static_assert(offsetof(struct tm_wrong_free, sort) == 32, "sort");
_Static_assert(offsetof(struct tm_wrong_free, count) == 36, "count");
_Static_assert(offsetof(struct tm_wrong_free, path) == 40, "path");
_Static_assert(offsetof(struct tm_wrong_free, allocated_by) == 44, "allocated_by");
_Static_assert(offsetof(struct tm_wrong_free, freed_by) == 48, "freed_by");
_Static_assert(offsetof(struct tm_wrong_free, thread) == 52, "thread");

struct tm_node {
    uint64_t frame;
    uint32_t parent;
    uint32_t hash;
};
_Static_assert(sizeof(struct tm_node) == 16, "size");
_Static_assert(offsetof(struct tm_node, frame) == 0, "frame");
_Static_assert(offsetof(struct tm_node, parent) == 8, "parent");
_Static_assert(offsetof(struct tm_node, hash) == 12, "hash");

struct tm_entry {
    uint64_t size_and_path;
};
_Static_assert(sizeof(struct tm_entry) == 8, "size");
_Static_assert(offsetof(struct tm_entry, size_and_path) == 0, "size_and_path");

struct tm_message {
    uint32_t kind;
    uint32_t pid;
    uint32_t tid;
    uint32_t file;
    uint32_t reason;
    uint32_t signal;
    uint8_t key[32];
    uint64_t sp;
    uint64_t rbx;
    uint64_t rbp;
    uint64_t r12;
    uint64_t r13;
    uint64_t r14;
    uint64_t r15;
    uint64_t scratch[9];
    uint64_t brk;
    uint64_t signal_stack_start;
    uint64_t signal_stack_end;
};
_Static_assert(sizeof(struct tm_message) == 208, "size");
_Static_assert(offsetof(struct tm_message, kind) == 0, "kind");
_Static_assert(offsetof(struct tm_message, pid) == 4, "pid");
_Static_assert(offsetof(struct tm_message, tid) == 8, "tid");
_Static_assert(offsetof(struct tm_message, file) == 12, "file");
_Static_assert(offsetof(struct tm_message, reason) == 16, "reason");
_Static_assert(offsetof(struct tm_message, signal) == 20, "signal");
_Static_assert(offsetof(struct tm_message, key) == 24, "key");
_Static_assert(offsetof(struct tm_message, sp) == 56, "sp");
_Static_assert(offsetof(struct tm_message, rbx) == 64, "rbx");
_Static_assert(offsetof(struct tm_message, rbp) == 72, "rbp");
_Static_assert(offsetof(struct tm_message, r12) == 80, "r12");
_Static_assert(offsetof(struct tm_message, r13) == 88, "r13");
_Static_assert(offsetof(struct tm_message, r14) == 96, "r14");
_Static_assert(offsetof(struct tm_message, r15) == 104, "r15");
_Static_assert(offsetof(struct tm_message, scratch) == 112, "scratch");
_Static_assert(offsetof(struct tm_message, brk) == 184, "brk");
_Static_assert(offsetof(struct tm_message, signal_stack_start) == 192, "signal_stack_start");
_Static_assert(offsetof(struct tm_message, signal_stack_end) == 200, "signal_stack_end");

#define TM_HEADER_OFFSET 0x0
#define TM_HEADER_CAPACITY 1
#define TM_AGENT_RANGES_OFFSET 0x1000
#define TM_AGENT_RANGES_CAPACITY 65280
#define TM_CHUNK_BASES_OFFSET 0x100000
#define TM_CHUNK_BASES_CAPACITY 32768
#define TM_LARGE_BLOCKS_OFFSET 0x140000
#define TM_LARGE_BLOCKS_CAPACITY 4096
#define TM_WISHES_OFFSET 0x150000
#define TM_WISHES_CAPACITY 1
#define TM_ROOT_REGIONS_OFFSET 0x160000
#define TM_ROOT_REGIONS_CAPACITY 4096
#define TM_ALLOCATOR_RANGES_OFFSET 0x170000
#define TM_ALLOCATOR_RANGES_CAPACITY 16384
#define TM_THREADS_OFFSET 0x200000
#define TM_THREADS_CAPACITY 65536
#define TM_FILES_OFFSET 0x1000000
#define TM_FILES_CAPACITY 16384
#define TM_INSTANCES_OFFSET 0x8000000
#define TM_INSTANCES_CAPACITY 1048576
#define TM_NOTES_OFFSET 0xc000000
#define TM_NOTES_CAPACITY 524288
#define TM_WRONG_FREES_OFFSET 0xd000000
#define TM_WRONG_FREES_CAPACITY 4096
#define TM_NODES_OFFSET UINT64_C(0x100000000)
#define TM_NODES_CAPACITY 67108864
#define TM_CHUNKS_OFFSET UINT64_C(0x200000000)
#define TM_CHUNKS_CAPACITY UINT64_C(68719476736)

#endif
