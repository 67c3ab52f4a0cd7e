/* What the agent keeps for each thread of the program.
 *
 * One comparison says that a thread can record: its copy of the loader's state is current. It is THREAD_BUSY while the agent
 * is at work in the thread (so a signal handler that allocates then sees it), before it is set up, and in a forked child,
 * where the memory is wiped by the kernel. */
#pragma once
#include "base.h"
#include "cfi.h"
#include "ledger.h"
#include "lsan.h"
#include "modules.h"
#include "verify.h"

enum {
  FRAMES_OF_A_CUT = 256, /* so many innermost frames are left of a walk that is cut */
  SEGMENTS_BITS = 12,
  OTHER_STACKS = 4096,
  STACK_WAYS = 8,
  STAGED = 8192,
  THREAD_BELOW = 8192,   /* bytes */
};

enum {
  THREAD_BUSY = 0,        /* not set up, or the agent is at work in it, or in a forked child */
  THREAD_NEVER_READY = 1, /* each allocation takes the slow way, which ignores it: see lsan.h */
};

/* A frame of the remembered walk. It is valid as long as the words that it depends on hold; see walk.c. sp is 0 in those behind the innermost. */
struct frame {
  _Alignas(16) u64 sp;
  u32 node, needs_rbp; /* rbp belongs to the frame's state */
  u64 pc, rbp, hash;
  u64 first;          /* of the words that it depends on: from here to the last of all */
  const void *verify; /* the code that compares them, once a segment joins here */
};

/* A frame of the walk that is being made. */
struct step {
  u64 pc, sp, rbp, rule, frame;
  u64 hash; /* of the path up to here */
};

/* An earlier walk: the words that it read, all of them or those of its inner frames up to where they join the remembered walk, and the
 * node that this makes. What a look needs first lies in one cache line. Never used: its sp is 0. */
struct segment {
  u64 key, sp;
  u64 path;                    /* the node, where an entry of the ledger has it */
  const void *verify;          /* the code that compares what follows: see verify.h */
  u16 distance[SEGMENT_WORDS]; /* of each word from sp, in words; the outermost first */
  _Alignas(16) u64 value[SEGMENT_WORDS];
  u64 join_sp;
  u32 join_node, join_needs_rbp;
  u64 join_rbp;
  u64 rbp;
  struct frame *join; /* NULL: the words are all that the walk read */
  const void *code;         /* what verify goes on with, if rbp counts */
  u8 words;                 /* in use: the first ones */
  u8 in_order;              /* they can be read one after another only */
  u8 needs_rbp;
  u8 split;                 /* one that another walk from here differed in; SEGMENT_WORDS: none yet */
};

/* A word of a module that may be about to go, which points at a block. */
struct staged {
  u64 word; /* its address */
  u64 block;
  u64 holder; /* as in struct tm_note */
};

struct region {
  u64 start, end;
};

struct thread {
  /* The first page: wiped in a forked child. The rest is not, so that code which the fork interrupted still finds it. */
  u64 state;                  /* of the loader when the thread was made ready; THREAD_BUSY, THREAD_NEVER_READY */
  u32 serial;                 /* counts changes of what is remembered */
  struct tm_thread *counters; /* in the ledger; NULL until set up and in a forked child */
  u32 forgotten;              /* value of walk_forgets when the walk was remembered */
  struct region own_stack;
  u32 other_stack_next;
  u64 thread_pointer;
  u32 tid, slot;
  u32 closing, staged_count;  /* calls of dlclose that the thread is in, and what they found: see unload.c */
  struct thread *next;
  _Alignas(4096) u64 address[WALK_WORDS + 2]; /* The words that the remembered walk read, innermost frames' first, */
  u64 value[WALK_WORDS + 2];                  /* and what they held; the one after the last never holds. */
  struct frame *innermost;                    /* of the remembered walk */
  struct cfi_row row;
  struct cfi_work work;
  char scratch[4096];
  struct region other_stacks[OTHER_STACKS]; /* as they were when last looked up */
  _Alignas(64) struct segment segments[1 << SEGMENTS_BITS];
  u64 selectors[1 << SEGMENTS_BITS]; /* see segment.h */
  u64 segments_used[(1 << SEGMENTS_BITS) / 64], selectors_used[(1 << SEGMENTS_BITS) / 64]; /* a bit for each */
  struct frame frame[WALK_FRAMES + 1];    /* [0] is a sentinel above every stack */
  struct step step[WALK_FRAMES];
  struct staged staged[STAGED];
  u64 below[THREAD_BELOW / 8 + 2]; /* what lay below the frames of a free: see ends.c */
};

_Static_assert(sizeof(struct segment) == 384, "whole cache lines");
_Static_assert(offsetof(struct segment, verify) == SEGMENT_VERIFY && offsetof(struct segment, distance) == SEGMENT_DISTANCE &&
                   offsetof(struct segment, value) == SEGMENT_VALUE && offsetof(struct segment, join_sp) == SEGMENT_JOIN_SP &&
                   offsetof(struct segment, join_rbp) == SEGMENT_JOIN_RBP && offsetof(struct segment, rbp) == SEGMENT_RBP &&
                   offsetof(struct segment, join) == SEGMENT_JOIN && offsetof(struct segment, code) == SEGMENT_CODE,
               "verify.S");
_Static_assert(offsetof(struct frame, sp) == FRAME_SP && offsetof(struct frame, rbp) == FRAME_RBP &&
                   offsetof(struct frame, verify) == FRAME_VERIFY,
               "verify.S");
_Static_assert(offsetof(struct thread, serial) == THREAD_SERIAL && offsetof(struct thread, innermost) == THREAD_INNERMOST &&
                   offsetof(struct thread, address[WALK_WORDS]) == THREAD_ADDRESS_END &&
                   offsetof(struct thread, value[WALK_WORDS]) == THREAD_VALUE_END,
               "verify.S");

extern HIDDEN __thread struct thread *thread_self __attribute__((tls_model("initial-exec")));
extern HIDDEN __thread u8 thread_is_over __attribute__((tls_model("initial-exec"))); /* our destructor ran, perhaps for the last time */
extern HIDDEN struct thread thread_none; /* what thread_self is until the thread is set up */

INLINE int thread_is_ready(const struct thread *thread) { return thread->state == modules_state(); }

/* The slow way to readiness: sets up the process, a forked child or the thread, and catches up with the loader. NULL when
 * nothing can be recorded now. */
struct thread *thread_prepare(void);
INLINE struct thread *thread_to_record(void) { return thread_is_ready(thread_self) ? thread_self : thread_prepare(); }

/* Marks the thread as busy and back; for slow work from a ready thread. */
INLINE u64 thread_enter(struct thread *thread) {
  u64 state = thread->state;
  thread->state = THREAD_BUSY;
  SIGNAL_FENCE();
  return state;
}
INLINE void thread_leave(struct thread *thread, u64 state) {
  SIGNAL_FENCE();
  thread->state = state;
  SIGNAL_FENCE();
  if (UNLIKELY(lsan_disabled)) thread->state = THREAD_NEVER_READY; /* also if a signal handler did that meanwhile */
}

/* Retires modules that are gone, also those of other namespaces, which the loader's counters leave out. */
void thread_note_unload(void);

int thread_start(void);   /* once per process, in the constructor */
void thread_reset(void);  /* in a forked child */
/* In a forked child: gives this thread's wiped state what code that the fork interrupted goes on with. */
void thread_revive(void);

/* Where the stack that contains sp ends; sp itself when that cannot be found out. */
u64 thread_stack_end(struct thread *thread, u64 sp);
/* The same, asking the kernel: stacks other than the thread's own can be unmapped and mapped again. */
u64 thread_stack_end_now(struct thread *thread, u64 sp);
INLINE int thread_on_own_stack(const struct thread *thread, u64 sp) {
  return sp - thread->own_stack.start < thread->own_stack.end - thread->own_stack.start;
}
