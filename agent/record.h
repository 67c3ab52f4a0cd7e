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
register u64 caller_rbp __asm__("rbp");
#define CALLER u64 sp = (u64)__builtin_dwarf_cfa()

void *record_slowly(void *block, u64 bytes, enum walk_function function, u64 sp, u64 rbp);

/* glibc's blocks are multiples of 16 bytes apart: the entry tells in which half of its granule this one starts. */
INLINE u64 record_entry(u64 address, u64 bytes, u64 path) { return address << (TM_ENTRY_HALF_SHIFT - 4) | path | bytes; }

/* 0 when there is no room yet for the block's entry. */
INLINE int record_store(struct thread *thread, u64 block, u64 bytes, u64 path) {
  u64 *entry = ledger_entry_of_block(block);
  if (UNLIKELY(!entry || bytes >= TM_SIZE_ELSEWHERE)) return 0;
  struct tm_thread *counters = thread->counters;
  counters->allocations++;
  counters->allocated_bytes += bytes;
  ledger_store(entry, record_entry(block, bytes, path));
  return 1;
}

/* Returns the block. */
INLINE void *record(void *block, u64 bytes, enum walk_function function, u64 sp) {
  struct thread *thread = thread_self;
  if (UNLIKELY(!block)) return NULL;
  if (LIKELY(thread_is_ready(thread))) {
    u64 pc = load64(sp - 8), key = walk_key(function, pc);
    u64 path = walk_look(thread, key, sp, caller_rbp, walk_hash(thread, key, sp));
    if (LIKELY(path)) {
      compare_walk(thread, (u32)(path >> TM_ENTRY_PATH_SHIFT), pc, sp);
      if (LIKELY(record_store(thread, (u64)block, bytes, path))) return block;
    }
  }
  return record_slowly(block, bytes, function, sp, caller_rbp);
}

/* What was known of a block: path 0 if nothing. */
struct forgotten {
  u64 bytes;
  u32 path;
};

u64 record_forget_large(u64 address);

/* Before the block is released: afterwards another thread may be handed the same address and record it as new. What was freed is not
 * counted, since it can be told from what was allocated and what is left. A forked child has no entries yet. */
INLINE struct forgotten forget(void *block) {
  u64 *entry = ledger_entry((u64)block), old;
  if (UNLIKELY(!entry) || !(old = *entry)) return (struct forgotten){0, 0};
  ledger_store(entry, 0);
  u32 path = (u32)(old >> TM_ENTRY_PATH_SHIFT) & TM_ENTRY_PATH_MASK;
  return (struct forgotten){UNLIKELY((u32)old == TM_SIZE_ELSEWHERE) ? record_forget_large((u64)block) : (u32)old, path};
}

/* Takes back that a block was forgotten. */
void record_again(void *block, struct forgotten old);
