#include "record.h"
#include "agent.h"
#include "lock.h"

/* A first block in its 64 MiB, or one of 4 GiB and more. A thread that is already busy may hold the lock. */
NOINLINE void record_put_slowly(struct thread *thread, u64 address, u64 bytes, u32 path) {
  u64 loads = thread->loads, *entry = NULL;
  if (loads && !(address >> 47)) {
    thread_enter(thread);
    lock_acquire(&agent_lock);
    if (ledger_add_chunk(address >> TM_CHUNK_SPAN_SHIFT)) entry = ledger_entry(address);
    if (entry && bytes >= TM_SIZE_ELSEWHERE) ledger_put_large(address, bytes);
    lock_release(&agent_lock);
    thread_leave(thread, loads);
  }
  if (entry) ledger_store(entry, record_entry(address, bytes < TM_SIZE_ELSEWHERE ? bytes : TM_SIZE_ELSEWHERE, path));
  else ledger_count(&ledger.header->blocks_dropped);
}

/* The agent is at work in this thread: a signal handler allocates. The block counts, its path is not known. */
static void put_unwalked(u64 address, u64 bytes) {
  struct thread *thread = thread_self;
  if (agent_state != AGENT_RECORDING || agent_was_forked() || !thread->counters) return;
  ledger_count(&ledger.header->walks_busy);
  record_put(thread, address, bytes, TM_PATH_UNRECORDED);
}

NOINLINE void record_slowly(u64 address, u64 bytes, enum walk_function function, u64 sp, u64 rbp) {
  struct thread *thread = thread_prepare();
  if (!thread) {
    put_unwalked(address, bytes);
    return;
  }
  u32 path = walk(thread, function, load64(sp - 8), sp, rbp);
  compare_walk(thread, path, load64(sp - 8), sp);
  record_put(thread, address, bytes, path);
}

NOINLINE struct forgotten record_forget_large(struct thread *thread, u64 address, u32 path) {
  u64 loads = thread->loads, bytes = 0;
  if (!loads) return (struct forgotten){0, path};
  thread_enter(thread);
  lock_acquire(&agent_lock);
  bytes = ledger_forget_large(address);
  lock_release(&agent_lock);
  thread_leave(thread, loads);
  return (struct forgotten){bytes, path};
}

/* A forked child has recorded nothing yet: what it frees here it inherited. A thread takes no slot for a free: glibc frees after
 * the thread's last destructor, when no slot is given back any more. */
NOINLINE struct forgotten record_forget_slowly(u64 address) {
  const struct forgotten nothing = {0, 0};
  if (agent_state != AGENT_RECORDING || agent_was_forked()) return nothing;
  u64 *entry = ledger_entry(address), old;
  if (!entry || !(old = *entry)) return nothing;
  if ((u32)old == TM_SIZE_ELSEWHERE) {
    struct thread *thread = thread_prepare();
    return thread ? record_forget(thread, address) : nothing;
  }
  ledger_store(entry, 0);
  ledger_count(&ledger.threads[0].frees);
  return (struct forgotten){(u32)old, (u32)(old >> TM_ENTRY_PATH_SHIFT) & TM_ENTRY_PATH_MASK};
}

void record_again(void *block, struct forgotten old) {
  struct thread *thread = thread_self;
  if (!old.path || (!thread->counters && !(thread = thread_prepare()))) return;
  record_put(thread, (u64)block, old.bytes, old.path);
  thread->counters->frees--;
  thread->counters->allocations--;
  thread->counters->allocated_bytes -= old.bytes;
}
