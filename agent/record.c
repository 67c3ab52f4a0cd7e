#include "record.h"
#include <string.h>
#include "agent.h"
#include "lock.h"
#include "lsan.h"
#include "stale.h"

enum { CLEARED_WHOLE = 1024, CLEARED_START = 16 }; /* bytes: of the largest blocks that are cleared, and of others */

/* A first block in its 64 MiB, or one of 4 GiB and more. A thread that is already busy may hold the lock. */
static u64 *make_room(struct thread *thread, u64 address, u64 bytes) {
  u64 state = thread->state, *entry = NULL;
  if (state == THREAD_BUSY || address >> 47) return NULL;
  thread_enter(thread);
  lock_acquire(&agent_lock);
  if (!ledger_add_chunk(address)) entry = ledger_entry(address);
  if (entry && bytes >= TM_SIZE_ELSEWHERE) ledger_put_large(address, bytes);
  lock_release(&agent_lock);
  thread_leave(thread, state);
  return entry;
}

/* Without the lock where there is room, for the blocks of which record_store knows nothing. */
static u64 *entry_with_room(struct thread *thread, u64 address, u64 bytes) {
  u64 *entry = ledger_fine && bytes < TM_SIZE_ELSEWHERE ? ledger_entry(address) : NULL;
  return entry ? entry : make_room(thread, address, bytes);
}

/* Whole entries of other allocators' blocks have no half. */
static u64 entry_of(u64 address, u64 bytes, u64 path) { return ledger_fine ? path | bytes : record_entry(address, bytes, path); }

static NOINLINE void put_with_room(struct thread *thread, u64 address, u64 bytes, u64 path) {
  int is_unaligned = address & ((1 << TM_FINE_GRANULE_SHIFT) - 1);
  u64 *entry = is_unaligned ? NULL : entry_with_room(thread, address, bytes);
  u64 known_bytes = bytes < TM_SIZE_ELSEWHERE ? bytes : TM_SIZE_ELSEWHERE;
  thread->counters->allocations++;
  thread->counters->allocated_bytes += bytes;
  u64 mark = bytes < TM_SIZE_ELSEWHERE ? 0 : LEDGER_CAREFUL;
  if (entry) ledger_store(entry, entry_of(address, known_bytes, path | mark));
  else ledger_count(is_unaligned ? &ledger.header->blocks_unaligned : &ledger.header->blocks_dropped);
}

INLINE void put(struct thread *thread, u64 address, u64 bytes, u64 path) {
  if (UNLIKELY(address >> 47 || !record_store(thread, address, bytes, path))) put_with_room(thread, address, bytes, path);
}

/* A block that is not recorded: what is known of the one before it must not be told of it. */
static void leave_unknown(u64 address) {
  u64 *entry = ledger_entry(address);
  if (entry) ledger_store(entry, 0);
}

/* The agent is at work in this thread: a signal handler allocates. The block counts, its path is not known. */
static void put_unwalked(u64 address, u64 bytes, enum walk_function function) {
  struct thread *thread = thread_self;
  if (agent_state != AGENT_RECORDING || agent_was_forked() || !thread->counters) {
    leave_unknown(address);
    return;
  }
  ledger_count(&ledger.header->walks_busy);
  put(thread, address, bytes, walk_path(function, lsan_disabled ? TM_PATH_IGNORED : TM_PATH_UNRECORDED));
}

/* Other allocators keep their lists of free blocks in these: a block that was never written would lead to the next one. */
static void clear_links(void *block, u64 bytes, enum walk_function function) {
  if (!record_clears(function)) return;
  memset(block, 0, bytes <= CLEARED_WHOLE ? bytes : CLEARED_START);
}

NOINLINE void *record_slowly(void *block, u64 bytes, enum walk_function function, u64 sp, u64 rbp) {
  if (ledger_fine) clear_links(block, bytes, function);
  else if (record_clears(function)) clear_block(block, bytes);
  struct thread *thread = thread_to_record();
  if (!thread) {
    put_unwalked((u64)block, bytes, function);
    return block;
  }
  u64 pc = load64(sp - 8);
  u32 known_paths = ledger.header->node_count;
  u64 path = walk(thread, function, pc, sp, rbp);
  compare_walk(thread, ledger_path(path), pc, sp);
  if (ledger_path(path) >= known_paths) block = stale_avoid(thread, block, bytes, function);
  if (UNLIKELY(lsan_disabled)) path = lsan_ignored(thread, path);
  put(thread, (u64)block, bytes, path);
  return block;
}

/* Its size. While the agent is at work in this thread it stays listed, which does no harm without an entry that refers to it. */
NOINLINE u64 record_forget_large(u64 address) {
  struct thread *thread = thread_to_record();
  if (!thread) return 0;
  u64 state = thread_enter(thread);
  lock_acquire(&agent_lock);
  u64 bytes = ledger_forget_large(address);
  lock_release(&agent_lock);
  thread_leave(thread, state);
  return bytes;
}

void record_again(void *block, u64 old, u64 bytes) {
  u64 *entry = ledger_entry((u64)block);
  if (!old || !entry) return;
  if ((u32)old == TM_SIZE_ELSEWHERE) {
    struct thread *thread = thread_to_record();
    if (!thread || !make_room(thread, (u64)block, bytes)) {
      ledger_count(&ledger.header->blocks_dropped);
      return;
    }
  }
  ledger_store(entry, old & ~(LEDGER_NOTED | LEDGER_STAGED));
}

void record_kind(void *block, enum walk_function function) {
  u64 *entry = ledger_entry((u64)block), mask = (u64)TM_KIND_MASK << TM_ENTRY_KIND_SHIFT;
  u64 old = entry ? *entry : 0;
  if (ledger_kind(old) && ledger_block((u64)block, old) == (u64)block)
    ledger_store(entry, (old & ~mask) | (u64)walk_kind(function) << TM_ENTRY_KIND_SHIFT);
}
