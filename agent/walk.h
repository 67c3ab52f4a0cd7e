/* The call path of an allocation: from the stack to a node of the tree.
 *
 * An unwind is a function of its start state and of the words that it reads. So each thread remembers its last walk as the list of
 * those words; while they hold, the outer frames need not be unwound again (the idea stands in walk.c). */
#pragma once
#include "base.h"
#include "paths.h"
#include "thread.h"

/* Loads and unloads change it: what threads remember from before is void. */
extern u32 walk_forgets;

extern const u64 walk_zero;

/* The frame of each allocation function: the innermost frame of every path. */
enum walk_function {
  WALK_MALLOC = 1, WALK_CALLOC, WALK_REALLOC, WALK_REALLOCARRAY, WALK_MEMALIGN, WALK_ALIGNED_ALLOC, WALK_POSIX_MEMALIGN, WALK_VALLOC,
  WALK_PVALLOC, WALK_NEW, WALK_NEW_NOTHROW, WALK_NEW_ALIGNED, WALK_NEW_ALIGNED_NOTHROW, WALK_NEW_ARRAY, WALK_NEW_ARRAY_NOTHROW,
  WALK_NEW_ARRAY_ALIGNED, WALK_NEW_ARRAY_ALIGNED_NOTHROW, WALK_FUNCTIONS
};
extern u64 walk_function_frame[WALK_FUNCTIONS];

/* Makes the walk. hash: where in the segments to remember it. The thread is marked busy meanwhile. */
u32 walk_slow(struct thread *thread, enum walk_function function, u64 pc, u64 sp, u64 rbp, u64 hash);
void walk_forget(struct thread *thread);

#define WALK_MIX(hash, value) (((hash) ^ (value)) * 0xD6E8FEB86659FD93ull)

/* Index of the first pair from `at` in direction `by` that does not hold; its word goes to `seen`. A sentinel ends it. */
#define WALK_VERIFY(at, by, seen)                                        \
  for (;; (at) += 4 * (by)) {                                            \
    if (((seen) = load64((at)[0].address)) != (at)[0].value) break;      \
    if (((seen) = load64((at)[by].address)) != (at)[by].value) { (at) += (by); break; }             \
    if (((seen) = load64((at)[2 * (by)].address)) != (at)[2 * (by)].value) { (at) += 2 * (by); break; } \
    if (((seen) = load64((at)[3 * (by)].address)) != (at)[3 * (by)].value) { (at) += 3 * (by); break; } \
  }

/* pc: return address of the allocation function; sp: its CFA; rbp: as the caller left it. The thread is ready. */
INLINE u32 walk(struct thread *thread, enum walk_function function, u64 pc, u64 sp, u64 rbp) {
  enum { PROBES = 4 };
  u64 key = pc | (u64)function << 48, seen;
  u64 hash = WALK_MIX(key, sp << 20);
  u32 serial = thread->serial;
  SIGNAL_FENCE();
  u64 wanted_sp = sp ^ thread->generation;
  for (u32 probe = 0; probe < PROBES; probe++) {
    struct segment *segment = &thread->segments[hash >> (64 - SEGMENTS_BITS)];
    if (UNLIKELY(segment->key != key || segment->sp != wanted_sp)) break;
    if (UNLIKELY((segment->rbp ^ rbp) & segment->rbp_mask)) {
      hash = WALK_MIX(hash, rbp);
      continue;
    }
    struct pair *inner = segment->pair;
    WALK_VERIFY(inner, 1, seen)
    if (UNLIKELY(inner != segment->pair + segment->pairs)) {
      hash = WALK_MIX(hash, seen);
      continue;
    }
    struct frame *join = &thread->frame[segment->join];
    if (UNLIKELY(segment->join > thread->frame_count || join->node != segment->join_node || join->sp != segment->join_sp ||
                 join->rbp != segment->join_rbp))
      break;
    struct pair *outer = &thread->pair[join->pairs_and_rbp >> 1];
    WALK_VERIFY(outer, -1, seen)
    u32 node = segment->node;
    SIGNAL_FENCE();
    if (LIKELY(outer == thread->pair && thread->serial == serial)) return node;
    if (thread->serial != serial) break;
    hash = WALK_MIX(hash, seen);
  }
  u64 loads = thread_enter(thread);
  u32 node = walk_slow(thread, function, pc, sp, rbp, hash);
  thread_leave(thread, loads);
  return node;
}
