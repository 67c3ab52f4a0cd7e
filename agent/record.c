#include "record.h"
#include "agent.h"
#include "lock.h"
#include "lsan.h"

/* A first block in its 64 MiB, or one of 4 GiB and more. A thread that is already busy may hold the lock. */
static u64 *make_room(struct thread *thread, u64 address, u64 bytes) {
  u64 loads = thread->loads, *entry = NULL;
  if (!loads || address >> 47) return NULL;
  thread_enter(thread);
  lock_acquire(&agent_lock);
  if (ledger_add_chunk(address >> TM_CHUNK_SPAN_SHIFT)) entry = ledger_entry(address);
  if (entry && bytes >= TM_SIZE_ELSEWHERE) ledger_put_large(address, bytes);
  lock_release(&agent_lock);
  thread_leave(thread, loads);
  return entry;
}

static NOINLINE void put_with_room(struct thread *thread, u64 address, u64 bytes, u64 path) {
  u64 *entry = make_room(thread, address, bytes);
  u64 known_bytes = bytes < TM_SIZE_ELSEWHERE ? bytes : TM_SIZE_ELSEWHERE;
  thread->counters->allocations++;
  thread->counters->allocated_bytes += bytes;
  if (entry) ledger_store(entry, record_entry(address, known_bytes, path));
  else ledger_count(&ledger.header->blocks_dropped);
}

INLINE void put(struct thread *thread, u64 address, u64 bytes, u64 path) {
  if (UNLIKELY(address >> 47 || !record_store(thread, address, bytes, path))) put_with_room(thread, address, bytes, path);
}

/* The agent is at work in this thread: a signal handler allocates. The block counts, its path is not known. */
static void put_unwalked(u64 address, u64 bytes) {
  struct thread *thread = thread_self;
  if (agent_state != AGENT_RECORDING || agent_was_forked() || !thread->counters) return;
  ledger_count(&ledger.header->walks_busy);
  put(thread, address, bytes, (u64)(lsan_disabled ? TM_PATH_IGNORED : TM_PATH_UNRECORDED) << TM_ENTRY_PATH_SHIFT);
}

NOINLINE void *record_slowly(void *block, u64 bytes, enum walk_function function, u64 sp, u64 rbp) {
  struct thread *thread = thread_is_ready(thread_self) ? thread_self : thread_prepare();
  if (!thread) {
    put_unwalked((u64)block, bytes);
    return block;
  }
  u64 pc = load64(sp - 8);
  u64 path = walk(thread, function, pc, sp, rbp);
  compare_walk(thread, (u32)(path >> TM_ENTRY_PATH_SHIFT), pc, sp);
  if (UNLIKELY(lsan_disabled)) path = lsan_ignored(thread, path);
  put(thread, (u64)block, bytes, path);
  return block;
}

/* Its size. While the agent is at work in this thread it stays listed, which does no harm without an entry that refers to it. */
NOINLINE u64 record_forget_large(u64 address) {
  struct thread *thread = thread_is_ready(thread_self) ? thread_self : thread_prepare();
  if (!thread) return 0;
  u64 loads = thread_enter(thread);
  lock_acquire(&agent_lock);
  u64 bytes = ledger_forget_large(address);
  lock_release(&agent_lock);
  thread_leave(thread, loads);
  return bytes;
}

void record_again(void *block, struct forgotten old) {
  struct thread *thread = thread_self;
  if (!old.path || (!thread->counters && !(thread = thread_prepare()))) return;
  put(thread, (u64)block, old.bytes, (u64)old.path << TM_ENTRY_PATH_SHIFT);
  thread->counters->allocations--;
  thread->counters->allocated_bytes -= old.bytes;
}
