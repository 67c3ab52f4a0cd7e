/* What the agent keeps for each thread of the program.
 *
 * One comparison says that a thread can record: its copies of the loader's counters are current. `loads` is 0 while the agent
 * is at work in the thread (so a signal handler that allocates then sees it), before it is set up, and in a forked child,
 * where the memory is wiped by the kernel. */
#pragma once
#include "base.h"
#include "cfi.h"
#include "ledger.h"
#include "modules.h"
#include "verify.h"

enum {
  WALK_FRAMES = 8192,    /* deeper walks are cut at their outer end, */
  FRAMES_OF_A_CUT = 256, /* so that these are left */
  WALK_WORDS = 3 * WALK_FRAMES,
  SEGMENTS_BITS = 12,
  SEGMENT_WORDS = 26,    /* makes a segment 512 bytes */
  OTHER_STACKS = 4096,
  STACK_WAYS = 8,
};

/* A frame of the remembered walk. It is valid as long as the words that it depends on hold; see walk.c. */
struct frame {
  u64 sp, pc, rbp, hash;
  u32 node;
  u32 needs_rbp;      /* rbp belongs to the frame's state */
  u64 first;          /* of the words that it depends on: from here to the last of all */
  const void *verify; /* the code that compares them; NULL: they are too many */
};

/* A frame of the walk that is being made. */
struct step {
  u64 pc, sp, rbp, rule, frame;
  u64 hash; /* of the path up to here */
};

/* An earlier walk: the words that it read, all of them or those of its inner frames up to where they join the remembered walk, and the
 * node that this makes. */
struct segment {
  u64 key, sp, rbp, rbp_mask;
  u64 path;                /* the node, where an entry of the ledger has it */
  const void *verify;      /* the code that compares its words: see verify.h */
  const struct frame *join; /* NULL: the words are all that the walk read */
  u64 join_sp, join_rbp;
  u64 join_node;
  u32 first;               /* of the words that are in use: the last ones */
  u32 in_order;            /* they can be read one after another only */
  u64 split;               /* one that another walk from here differed in; SEGMENT_WORDS: none yet */
  u64 address[SEGMENT_WORDS], value[SEGMENT_WORDS];
};
_Static_assert(sizeof(struct segment) == 512, "found by a shift");
_Static_assert(offsetof(struct segment, value) % 16 == 0, "see verify.h");

struct region {
  u64 start, end;
};

struct thread {
  u64 zero; /* what a selector of 0 leads to */
  /* The first page: wiped in a forked child. The rest is not, so that code which the fork interrupted still finds it. */
  u64 loads;
  u32 resident;
  u32 serial;                 /* counts changes of what is remembered */
  struct tm_thread *counters; /* in the ledger; NULL until set up and in a forked child */
  u32 forgotten;              /* value of walk_forgets when the walk was remembered */
  struct region own_stack;
  u32 other_stack_next;
  u64 thread_pointer;
  u32 tid, slot;
  struct thread *next;
  _Alignas(4096) struct cfi_row row;
  struct cfi_work work;
  char scratch[4096];
  struct region other_stacks[OTHER_STACKS]; /* as they were when last looked up */
  _Alignas(16) struct segment segments[1 << SEGMENTS_BITS];
  u64 segments_used[(1 << SEGMENTS_BITS) / 64]; /* a bit for each */
  u64 selectors[1 << SEGMENTS_BITS];            /* see walk.h; relative to this struct */
  /* The words that the remembered walk read and what they held: innermost frames' first; the one after the last never holds. */
  _Alignas(16) u64 address[WALK_WORDS + 2];
  _Alignas(16) u64 value[WALK_WORDS + 2];
  struct frame frame[WALK_FRAMES + 1];    /* [0] is a sentinel above every stack */
  struct frame *innermost;                      /* of the remembered walk */
  struct step step[WALK_FRAMES];
};

extern HIDDEN __thread struct thread *thread_self __attribute__((tls_model("initial-exec")));
extern HIDDEN struct thread thread_none; /* what thread_self is until the thread is set up */

INLINE int thread_is_ready(const struct thread *thread) {
  return thread->loads == *modules_loads && thread->resident == *modules_resident;
}

/* The slow way to readiness: sets up the process, a forked child or the thread, and catches up with the loader. NULL when
 * nothing can be recorded now. */
struct thread *thread_prepare(void);

/* Marks the thread as busy and back; for slow work from a ready thread. */
INLINE u64 thread_enter(struct thread *thread) {
  u64 loads = thread->loads;
  thread->loads = 0;
  SIGNAL_FENCE();
  return loads;
}
INLINE void thread_leave(struct thread *thread, u64 loads) {
  SIGNAL_FENCE();
  thread->loads = loads;
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
