/* Blocks coming and going: from an allocation function's call to the ledger. The hot path of everything that the program
 * allocates. */
#pragma once
#include "clear.h"
#include "compare.h"
#include "ledger.h"
#include "thread.h"
#include "segment.h"

/* The caller's frame: rbp as it is (the agent does not use it), and sp behind the return address. */
register u64 caller_rbp __asm__("rbp");
#define CALLER u64 sp = (u64)__builtin_dwarf_cfa()

void *record_slowly(void *block, u64 bytes, enum walk_function function, u64 sp, u64 rbp);

/* glibc's blocks are multiples of 16 bytes apart: the entry tells in which half of its granule this one starts. */
INLINE u64 record_entry(u64 address, u64 bytes, u64 path) { return address << (TM_ENTRY_HALF_SHIFT - 4) | path | bytes; }

/* 0 when there is no room yet for the block's entry, or may be none in it for its size: of blocks of more than 2 GiB some would fit, but that takes
 * an instruction more to tell. */
INLINE int record_store(struct thread *thread, u64 block, u64 bytes, u64 path) {
  u64 distance = ledger_distance(block);
  if (UNLIKELY(!distance || bytes > INT32_MAX)) return 0;
  struct tm_thread *counters = thread->counters;
  counters->allocations++;
  counters->allocated_bytes += bytes;
  ledger_store(ledger_entry_at(distance, block), record_entry(block, bytes, path));
  return 1;
}

/* calloc has cleared its block, and realloc's holds what it held: see hooks.c. */
INLINE int record_clears(enum walk_function function) {
  return function != WALK_CALLOC && function != WALK_REALLOC && function != WALK_REALLOCARRAY;
}

/* Returns the block. clears: whether it is to be cleared, which is done last, where least has to be kept in registers. */
INLINE void *record_as(void *block, u64 bytes, enum walk_function function, u64 sp, int clears) {
  struct thread *thread = thread_self;
  if (UNLIKELY(!block)) return NULL;
  if (LIKELY(thread_is_ready(thread))) {
    u64 pc = load64(sp - 8), key = segment_key(function, pc), kept_sp = sp;
    __asm__("" : "+r"(kept_sp)); /* else it is computed again for each use */
    u64 path = segment_path(thread, key, kept_sp, segment_hash(thread, key, kept_sp));
    if (LIKELY(path)) {
      compare_walk(thread, ledger_path(path), pc, sp);
      if (LIKELY(record_store(thread, (u64)block, bytes, path))) {
        return clears ? clear_block(block, bytes) : block;
      }
    }
  }
  if (clears && !record_clears(function)) block = clear_block(block, bytes);
  return record_slowly(block, bytes, function, sp, caller_rbp);
}

INLINE void *record(void *block, u64 bytes, enum walk_function function, u64 sp) {
  return record_as(block, bytes, function, sp, record_clears(function));
}

u64 record_forget_large(u64 address);

/* Before a block is released: afterwards another thread may be handed the same address and record it as new. Its entry keeps its path and
 * size, for the case that it is freed once more. What was freed is not counted, since it can be told from what was allocated and what is left.
 * This is the usual free, told by one comparison of the entry's upper bits and the address's lower ones: a live block starts here, of that kind, and
 * nothing else has to be done for it. Its entry as it was; 0: frees.c must look at it. */
INLINE u64 forget_usual(void *block, u32 kind) {
  u64 address = (u64)block;
  if (UNLIKELY(!ledger_covers(address))) return 0;
  u64 *entry = ledger_entry_at(ledger_distance(address), address), old = *entry;
  u64 unlike = old ^ address << (TM_ENTRY_HALF_SHIFT - 4);
  if (UNLIKELY(unlike >> TM_ENTRY_CAREFUL_SHIFT != (u64)kind << (TM_ENTRY_KIND_SHIFT - TM_ENTRY_CAREFUL_SHIFT))) return 0;
  if (!old) __builtin_unreachable(); /* it has a kind */
  ledger_store(entry, old & ~((u64)kind << TM_ENTRY_KIND_SHIFT));
  return old;
}

/* Takes back that a block was forgotten. old: its entry; bytes: its size. */
void record_again(void *block, u64 old, u64 bytes);

/* The block is the function's, though it was recorded as that of one which this called. */
void record_kind(void *block, enum walk_function function);
