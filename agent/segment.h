/* Walks kept by the place of the allocation: what is looked at first.
 *
 * A segment keeps all words that an earlier walk read, or, when they are many, those of its inner frames and where these join the
 * remembered walk. It is keyed by (return address, sp), so that an allocation from a place seen before is verified without any
 * rule. A segment that does not hold sends the search on by the value that was read: a decision tree. */
#pragma once
#include "walk.h"

/* malloc's is the return address itself. */
INLINE u64 segment_key(enum walk_function function, u64 pc) { return pc | (u64)(function - WALK_MALLOC) << 48; }
INLINE u64 segment_mix(u64 hash, u64 value) { return (hash ^ value) * 0xD6E8FEB86659FD93ull; }

/* Where the search begins. Most places are reached in many ways that a word on the thread's own stack tells from each other: once two are
 * known, the place's selector says which word, by its distance from the thread pointer; 0 is the first word there, which never changes. A
 * wrong one, of another place with the same hash, only costs time. */
INLINE u64 *segment_selector(struct thread *thread, u64 key, u64 sp, u64 *place) {
  *place = segment_mix(key, sp * 0x61C88647);
  return &thread->selectors[*place >> (64 - SEGMENTS_BITS)];
}
INLINE u64 segment_hash(struct thread *thread, u64 key, u64 sp) {
  u64 place, selector = *segment_selector(thread, key, sp, &place);
  return segment_mix(place, *(const volatile __seg_fs u64 *)selector);
}
INLINE struct segment *segment_at(struct thread *thread, u64 hash) {
  u64 distance; /* by one instruction, where the compiler would choose two that add and shift */
  __asm__("imulq %[bytes], %[number], %[distance]"
          : [distance] "=r"(distance)
          : [number] "r"(hash >> (64 - SEGMENTS_BITS)), [bytes] "i"(sizeof(struct segment))
          : "cc");
  struct segment *segment = (struct segment *)(void *)((u8 *)thread->segments + distance);
  __asm__("" : "+r"(segment)); /* else its address is computed again for each use */
  return segment;
}

/* What one look at the segment that the hash leads to says: the path, where an entry of the ledger has it, or 0. If a signal handler has made another
 * walk of the segment meanwhile, it has another stack pointer. */
INLINE u64 segment_path(struct thread *thread, u64 key, u64 sp, u64 hash) {
  const struct segment *segment = segment_at(thread, hash);
  if (UNLIKELY(segment->key != key || segment->sp != sp)) return 0;
  u64 path = segment->path;
  if (UNLIKELY(!verify(segment, thread, sp) || segment->sp != sp)) return 0;
  if (!path) __builtin_unreachable();
  return path;
}

/* Where a search stands. */
struct segment_search {
  u64 key, sp, rbp;
  u64 hash;
};

/* What is remembered of places is void. */
void segment_forget_all(struct thread *thread);
/* The selectors lead to the stack of another thread, which had the memory before. */
void segment_forget_selectors(struct thread *thread);

/* A look in the course of a search: the path, or 0; then the hash leads to where the search goes on, or is as it was, and there is none. */
u64 segment_look(struct thread *thread, struct segment_search *search);

/* Keeps the walk that has just been remembered where the search ended. joined: the frame up to which it had been remembered before; NULL: none. */
void segment_remember(struct thread *thread, struct frame *joined, const struct segment_search *search, u64 path);
