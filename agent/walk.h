/* The call path of an allocation: from the stack to a node of the tree.
 *
 * An unwind is a function of its start state and of the words that it reads. So each thread remembers its last walk as the list of
 * those words; while they hold, the outer frames need not be unwound again (the idea stands in walk.c). */
#pragma once
#include "base.h"
#include "paths.h"
#include "thread.h"

/* Loads and unloads change it: what threads remember from before is void. */
extern HIDDEN u32 walk_forgets;

extern HIDDEN const u64 walk_zero;

/* The frame of each function that allocates or frees: the innermost frame of every path. By kinds of blocks. */
enum walk_function {
  WALK_MALLOC = 1, WALK_CALLOC, WALK_REALLOC, WALK_REALLOCARRAY, WALK_MEMALIGN, WALK_ALIGNED_ALLOC, WALK_POSIX_MEMALIGN, WALK_VALLOC,
  WALK_PVALLOC, WALK_FREE,
  WALK_NEW, WALK_NEW_NOTHROW, WALK_NEW_ALIGNED, WALK_NEW_ALIGNED_NOTHROW,
  WALK_DELETE, WALK_DELETE_SIZED, WALK_DELETE_NOTHROW, WALK_DELETE_ALIGNED, WALK_DELETE_SIZED_ALIGNED, WALK_DELETE_ALIGNED_NOTHROW,
  WALK_NEW_ARRAY, WALK_NEW_ARRAY_NOTHROW, WALK_NEW_ARRAY_ALIGNED, WALK_NEW_ARRAY_ALIGNED_NOTHROW,
  WALK_DELETE_ARRAY, WALK_DELETE_ARRAY_SIZED, WALK_DELETE_ARRAY_NOTHROW, WALK_DELETE_ARRAY_ALIGNED, WALK_DELETE_ARRAY_SIZED_ALIGNED,
  WALK_DELETE_ARRAY_ALIGNED_NOTHROW, WALK_FUNCTIONS
};
extern HIDDEN u64 walk_function_frame[WALK_FUNCTIONS];

/* The kind of the blocks that a function allocates or frees. */
INLINE u32 walk_kind(enum walk_function function) {
  return function < WALK_NEW ? TM_KIND_MALLOC : function < WALK_NEW_ARRAY ? TM_KIND_NEW : TM_KIND_NEW_ARRAY;
}

/* Marks that each block's entry gets. */
extern HIDDEN u64 walk_marks;

/* A path as an entry of the ledger has it, with the kind of the block. */
INLINE u64 walk_path(enum walk_function function, u32 node) {
  return (u64)node << TM_ENTRY_PATH_SHIFT | (u64)walk_kind(function) << TM_ENTRY_KIND_SHIFT | walk_marks;
}

void walk_forget(struct thread *thread);

/* The path of a ready thread's allocation, where an entry of the ledger has it. pc: return address of the allocation function; sp: its
 * CFA; rbp: as the caller left it. */
u64 walk(struct thread *thread, enum walk_function function, u64 pc, u64 sp, u64 rbp);

/* Index of the first word of the remembered walk, from `at` on, that does not hold: WALK_WORDS if all do. */
u64 walk_differing(const struct thread *thread, u64 at);
