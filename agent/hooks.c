#define _GNU_SOURCE
#include "hooks.h"
#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>
#include "agent.h"
#include "compare.h"
#include "kernel.h"
#include "lock.h"
#include "walk.h"

/* libc's allocator under its other names: no lookup, no bootstrap problem, no loop after libc's symbols were redirected. */
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t), *__libc_valloc(size_t), *__libc_pvalloc(size_t);
extern void __libc_free(void *);

/* ---- Recording and forgetting blocks ---- */

/* glibc's blocks are multiples of 16 bytes apart: the entry tells in which half of its granule this one starts. */
INLINE u64 entry_of(u64 address, u64 bytes, u32 path) {
  return (address & TM_HALF_GRANULE_BYTES) << (TM_ENTRY_HALF_SHIFT - 4) | (u64)path << TM_ENTRY_PATH_SHIFT | bytes;
}

/* A first block in its 64 MiB, or one of 4 GiB and more. A thread that is already busy may hold the lock. */
static NOINLINE void put_slowly(struct thread *thread, u64 address, u64 bytes, u32 path) {
  u64 loads = thread->loads, *entry = NULL;
  if (loads && !(address >> 47)) {
    thread_enter(thread);
    lock_acquire(&agent_lock);
    if (ledger_add_chunk(address >> TM_CHUNK_SPAN_SHIFT)) entry = ledger_entry(address);
    if (entry && bytes >= TM_SIZE_ELSEWHERE) ledger_put_large(address, bytes);
    lock_release(&agent_lock);
    thread_leave(thread, loads);
  }
  if (entry) ledger_store(entry, entry_of(address, bytes < TM_SIZE_ELSEWHERE ? bytes : TM_SIZE_ELSEWHERE, path));
  else ledger_count(&ledger.header->blocks_dropped);
}

INLINE void put(struct thread *thread, u64 address, u64 bytes, u32 path) {
  u64 *entry = ledger_entry(address);
  thread->counters->allocations++;
  thread->counters->allocated_bytes += bytes;
  if (LIKELY(entry && bytes < TM_SIZE_ELSEWHERE)) ledger_store(entry, entry_of(address, bytes, path));
  else put_slowly(thread, address, bytes, path);
}

/* The agent is at work in this thread: a signal handler allocates. The block counts, its path is not known. */
static void put_unwalked(u64 address, u64 bytes) {
  struct thread *thread = thread_self;
  if (agent_state != AGENT_RECORDING || agent_was_forked() || !thread->counters) return;
  ledger_count(&ledger.header->walks_busy);
  put(thread, address, bytes, TM_PATH_UNRECORDED);
}

static NOINLINE void record_slowly(u64 address, u64 bytes, enum walk_function function, u64 sp, u64 rbp) {
  struct thread *thread = thread_prepare();
  if (!thread) {
    put_unwalked(address, bytes);
    return;
  }
  u32 path = walk(thread, function, load64(sp - 8), sp, rbp);
  compare_walk(thread, path, load64(sp - 8), sp);
  put(thread, address, bytes, path);
}

INLINE void record(void *block, u64 bytes, enum walk_function function, u64 sp, u64 rbp) {
  struct thread *thread = thread_self;
  if (UNLIKELY(!block)) return;
  if (UNLIKELY(!thread_is_ready(thread))) {
    record_slowly((u64)block, bytes, function, sp, rbp);
    return;
  }
  u32 path = walk(thread, function, load64(sp - 8), sp, rbp);
  compare_walk(thread, path, load64(sp - 8), sp);
  put(thread, (u64)block, bytes, path);
}

static NOINLINE void forget_large(struct thread *thread, u64 address) {
  u64 loads = thread->loads;
  if (!loads) return;
  thread_enter(thread);
  lock_acquire(&agent_lock);
  ledger_forget_large(address);
  lock_release(&agent_lock);
  thread_leave(thread, loads);
}

/* The block's entry, for a realloc that fails; 0 when it was not recorded. */
INLINE u64 forget_in(struct thread *thread, u64 address) {
  u64 *entry = ledger_entry(address), old;
  if (UNLIKELY(!entry) || !(old = *entry)) return 0;
  ledger_store(entry, 0);
  thread->counters->frees++;
  if (UNLIKELY((u32)old == TM_SIZE_ELSEWHERE)) forget_large(thread, address);
  return old;
}

/* A forked child has recorded nothing yet: what it frees here it inherited. */
static NOINLINE u64 forget_slowly(u64 address) {
  if (agent_state != AGENT_RECORDING || agent_was_forked()) return 0;
  struct thread *thread = thread_prepare();
  return thread ? forget_in(thread, address) : 0;
}

/* Before the block is released: afterwards another thread may be handed the same address and record it as new. */
INLINE u64 forget(void *block) {
  struct thread *thread = thread_self;
  return LIKELY(thread->counters != NULL) ? forget_in(thread, (u64)block) : forget_slowly((u64)block);
}

/* ---- The malloc family ---- */

/* The caller's frame: rbp as it is (the agent does not use it), and sp behind the return address. */
#define CALLER                                          \
  u64 rbp;                                              \
  __asm__ volatile("movq %%rbp, %0" : "=r"(rbp));       \
  u64 sp = (u64)__builtin_dwarf_cfa()

EXPORT void *malloc(size_t bytes) {
  CALLER;
  void *block = __libc_malloc(bytes);
  record(block, bytes, WALK_MALLOC, sp, rbp);
  return block;
}

EXPORT void free(void *block) {
  if (!block) return;
  forget(block);
  __libc_free(block);
}

EXPORT void *calloc(size_t count, size_t bytes) {
  CALLER;
  void *block = __libc_calloc(count, bytes);
  record(block, count * bytes, WALK_CALLOC, sp, rbp);
  return block;
}

/* A realloc that fails leaves the block as it was. */
static NOINLINE void restore(void *block, u64 old) {
  struct thread *thread = thread_self;
  u64 *entry = ledger_entry((u64)block);
  if (!old || !entry || !thread->counters) return;
  thread->counters->frees--;
  ledger_store(entry, old);
}

INLINE void *reallocate(void *block, size_t bytes, enum walk_function function, u64 sp, u64 rbp) {
  u64 old = block ? forget(block) : 0;
  u64 large = UNLIKELY((u32)old == TM_SIZE_ELSEWHERE) ? malloc_usable_size(block) : 0;
  void *result = __libc_realloc(block, bytes);
  if (LIKELY(result != NULL)) record(result, bytes, function, sp, rbp);
  else if (block && bytes) {
    if (large) put_slowly(thread_self, (u64)block, large, (u32)(old >> TM_ENTRY_PATH_SHIFT) & TM_ENTRY_PATH_MASK);
    else restore(block, old);
  }
  return result;
}

EXPORT void *realloc(void *block, size_t bytes) {
  CALLER;
  return reallocate(block, bytes, WALK_REALLOC, sp, rbp);
}

EXPORT void *reallocarray(void *block, size_t count, size_t bytes) {
  CALLER;
  size_t all;
  if (__builtin_mul_overflow(count, bytes, &all)) {
    errno = ENOMEM;
    return NULL;
  }
  return reallocate(block, all, WALK_REALLOCARRAY, sp, rbp);
}

EXPORT void *memalign(size_t alignment, size_t bytes) {
  CALLER;
  void *block = __libc_memalign(alignment, bytes);
  record(block, bytes, WALK_MEMALIGN, sp, rbp);
  return block;
}

EXPORT void *aligned_alloc(size_t alignment, size_t bytes) {
  CALLER;
  void *block = __libc_memalign(alignment, bytes);
  record(block, bytes, WALK_ALIGNED_ALLOC, sp, rbp);
  return block;
}

EXPORT int posix_memalign(void **into, size_t alignment, size_t bytes) {
  CALLER;
  if (!alignment || alignment % sizeof(void *) || alignment & (alignment - 1)) return EINVAL;
  int kept = errno;
  void *block = __libc_memalign(alignment, bytes);
  errno = kept;
  if (!block) return ENOMEM;
  *into = block;
  record(block, bytes, WALK_POSIX_MEMALIGN, sp, rbp);
  return 0;
}

EXPORT void *valloc(size_t bytes) {
  CALLER;
  void *block = __libc_valloc(bytes);
  record(block, bytes, WALK_VALLOC, sp, rbp);
  return block;
}

EXPORT void *pvalloc(size_t bytes) {
  CALLER;
  void *block = __libc_pvalloc(bytes);
  record(block, bytes, WALK_PVALLOC, sp, rbp);
  return block;
}

/* ---- Unloading ---- */

static int (*original_dlclose)(void *);

int hooks_find_originals(void) {
  if (!original_dlclose) original_dlclose = (int (*)(void *))dlsym(RTLD_NEXT, "dlclose");
  return original_dlclose ? 0 : -1;
}

/* That modules go is seen without this, but only at the next allocation; and --keep-modules needs it. */
EXPORT int dlclose(void *handle) {
  if (agent_keeps_modules || hooks_find_originals()) return 0;
  int result = original_dlclose(handle);
  if (!agent_was_forked() && !thread_is_ready(thread_self)) thread_prepare();
  return result;
}

/* ---- Their names ---- */

const struct hook hooks[] = {
    {"malloc", malloc}, {"calloc", calloc}, {"realloc", realloc}, {"reallocarray", reallocarray}, {"memalign", memalign},
    {"aligned_alloc", aligned_alloc}, {"posix_memalign", posix_memalign}, {"valloc", valloc}, {"pvalloc", pvalloc},
    {"free", free}, {"dlclose", dlclose}, {"_exit", _exit}, {"_Exit", _Exit}};
const u32 hook_count = sizeof hooks / sizeof *hooks;

_Static_assert(WALK_MALLOC == 1 && WALK_PVALLOC == 9, "hooks[] begins with the allocation functions in the order of walk_function");

void hooks_name_functions(u32 instance, u64 load_address) {
  for (u32 function = WALK_MALLOC; function < WALK_FUNCTIONS; function++)
    walk_function_frame[function] = (u64)instance << TM_FRAME_OFFSET_BITS | ((u64)hooks[function - 1].function + 1 - load_address);
}
