/* Blocks coming and going: from an allocation function's call to the ledger. The hot path of everything that the program
 * allocates. */
#pragma once
#include "compare.h"
#include "ledger.h"
#include "thread.h"
#include "walk.h"

/* libc's allocator under its other names: no lookup, no bootstrap problem, no loop after libc's symbols were redirected. */
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t), *__libc_valloc(size_t), *__libc_pvalloc(size_t);
extern void __libc_free(void *);

/* The caller's frame: rbp as it is (the agent does not use it), and sp behind the return address. */
#define CALLER                                          \
  u64 rbp;                                              \
  __asm__ volatile("movq %%rbp, %0" : "=r"(rbp));       \
  u64 sp = (u64)__builtin_dwarf_cfa()

void record_slowly(u64 address, u64 bytes, enum walk_function function, u64 sp, u64 rbp);
void record_put_slowly(struct thread *thread, u64 address, u64 bytes, u32 path);

/* glibc's blocks are multiples of 16 bytes apart: the entry tells in which half of its granule this one starts. */
INLINE u64 record_entry(u64 address, u64 bytes, u32 path) {
  return (address & TM_HALF_GRANULE_BYTES) << (TM_ENTRY_HALF_SHIFT - 4) | (u64)path << TM_ENTRY_PATH_SHIFT | bytes;
}

INLINE void record_put(struct thread *thread, u64 address, u64 bytes, u32 path) {
  u64 *entry = ledger_entry(address);
  thread->counters->allocations++;
  thread->counters->allocated_bytes += bytes;
  if (LIKELY(entry && bytes < TM_SIZE_ELSEWHERE)) ledger_store(entry, record_entry(address, bytes, path));
  else record_put_slowly(thread, address, bytes, path);
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
  record_put(thread, (u64)block, bytes, path);
}

/* What was known of a block: path 0 if nothing. */
struct forgotten {
  u64 bytes;
  u32 path;
};

struct forgotten record_forget_slowly(u64 address);
struct forgotten record_forget_large(struct thread *thread, u64 address, u32 path);

INLINE struct forgotten record_forget(struct thread *thread, u64 address) {
  u64 *entry = ledger_entry(address), old;
  if (UNLIKELY(!entry) || !(old = *entry)) return (struct forgotten){0, 0};
  ledger_store(entry, 0);
  thread->counters->frees++;
  u32 path = (u32)(old >> TM_ENTRY_PATH_SHIFT) & TM_ENTRY_PATH_MASK;
  if (UNLIKELY((u32)old == TM_SIZE_ELSEWHERE)) return record_forget_large(thread, address, path);
  return (struct forgotten){(u32)old, path};
}

/* Before the block is released: afterwards another thread may be handed the same address and record it as new. */
INLINE struct forgotten forget(void *block) {
  struct thread *thread = thread_self;
  return LIKELY(thread->counters != NULL) ? record_forget(thread, (u64)block) : record_forget_slowly((u64)block);
}

/* Takes back that a block was forgotten. */
void record_again(void *block, struct forgotten old);
