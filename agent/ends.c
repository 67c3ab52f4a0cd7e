/* When a thread's start routine returns, or is unwound by pthread_exit or pthread_cancel, its stack is dead and not yet overwritten. The blocks whose
 * addresses stand there are noted then. A thread-specific destructor would come too late: its own frames lie where the routine's were. */
#define _GNU_SOURCE
#include "ends.h"
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <threads.h>
#include <unwind.h>
#include "agent.h"
#include "kernel.h"
#include "ledger.h"
#include "lock.h"
#include "rules.h"
#include "starts.h"
#include "thread.h"

enum {
  MOST_BYTES = THREAD_BELOW, /* how far below the start routine's caller is looked at */
  SAVED = 7 * 8,             /* below a frame: the return address, and the registers that the function called last has saved */
  UNKNOWN_FRAMES = 512,      /* where the thread has no walk that tells their size */
  FOR_THE_SEARCH = 3072,     /* of stack, so that a small one does not overflow */
  MOST_BLOCKS = 32,          /* noted for a thread */
  RUNNING = 256,             /* threads whose frames others look at; those beyond go without */
};

/* ---- Start routines ---- */

static u64 routines[STARTS_ENTRIES];
static u32 start_offset, stack_offset; /* in struct pthread; 0 = unknown */

void ends_start(void) {
  start_offset = ledger.header->pthread_start_offset;
  stack_offset = ledger.header->pthread_stack_offset;
}

static u64 entry_address(u32 number) { return (u64)starts_entries + ((u64)number << STARTS_ENTRY_SHIFT); }

/* The entry that calls the routine; the routine itself when there is nothing to look at, or no entry left. */
static u64 entry_of(u64 routine) {
  if (agent_state != AGENT_RECORDING || !routine || !stack_offset) return routine;
  for (u32 number = 0; number < STARTS_ENTRIES; number++) {
    u64 seen = __atomic_load_n(&routines[number], __ATOMIC_RELAXED);
    if (!seen && __atomic_compare_exchange_n(&routines[number], &seen, routine, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) seen = routine;
    if (seen == routine) return entry_address(number);
  }
  return routine;
}

/* ---- The thread's life ---- */

static __thread u64 routine_called, callers_sp;
HIDDEN __thread u64 ends_search_sp __attribute__((used)); /* where the stack of the search begins; 0: there is none */

/* struct pthread has stackblock, stackblock_size and guardsize in this order; the guard is the block's lower end. */
static u64 lowest_sp(u64 descriptor) {
  u64 start = load64(descriptor + stack_offset), bytes = load64(descriptor + stack_offset + 8), guard = load64(descriptor + stack_offset + 16);
  return start && guard < bytes ? start + guard + FOR_THE_SEARCH : 0;
}

INLINE u64 stack_pointer(void) {
  u64 sp;
  __asm__ volatile("movq %%rsp, %0" : "=r"(sp));
  return sp;
}

/* Everything below rsp is free. It is asked for each time, since the compiler may move it in between. */
INLINE u64 words_below(u64 from) {
  u64 sp = stack_pointer();
  return sp > from ? (sp - from) / 8 : 0;
}

/* What another thread left on the stack, which glibc gives to one thread after another, would seem to be this one's. */
static void wipe_from(u64 start) {
  u64 words = words_below(start);
  if (words) __asm__ volatile("rep stosq" : "+D"(start), "+c"(words) : "a"(0) : "memory");
}

/* ---- Seen from other threads ---- */

struct running {
  u64 callers_sp; /* 0: this place is free */
  u64 search_sp;
  const struct thread *thread; /* NULL: it has not allocated yet. Its memory stays when it ends */
};
static struct running running[RUNNING];
static u32 running_end; /* behind the last place that was ever taken */
static __thread struct running *own;

static void begin_running(void) {
  for (u32 i = 0; i < RUNNING; i++) {
    u64 seen = 0;
    if (!__atomic_compare_exchange_n(&running[i].callers_sp, &seen, callers_sp, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) continue;
    for (u32 end = i + 1, known = running_end; known < end;)
      if (__atomic_compare_exchange_n(&running_end, &known, end, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) break;
    running[i].search_sp = ends_search_sp;
    own = &running[i];
    return;
  }
}

static void end_running(void) {
  struct running *ended = own;
  if (!ended) return;
  own = NULL;
  __atomic_store_n(&ended->thread, NULL, __ATOMIC_RELEASE);
  ended->search_sp = 0;
  __atomic_store_n(&ended->callers_sp, 0, __ATOMIC_RELEASE);
}

void ends_attached(const struct thread *thread) {
  if (own) __atomic_store_n(&own->thread, thread, __ATOMIC_RELEASE);
}

/* A little more than frames_end says, since the thread may walk again. */
static u64 lowest_frame(const struct running *other, u64 end) {
  const struct thread *thread = __atomic_load_n(&other->thread, __ATOMIC_ACQUIRE);
  const struct frame *inner = thread ? *(struct frame *const volatile *)&thread->innermost : NULL;
  u64 sp = inner ? inner->sp : 0, wanted = (sp > other->search_sp && sp < end ? sp : end) - UNKNOWN_FRAMES;
  return wanted > other->search_sp ? wanted : other->search_sp;
}

u32 ends_list_frames(struct region *into, u32 room) {
  u32 count = 0;
  for (u32 i = 0; i < running_end && count < room; i++) {
    u64 end = __atomic_load_n(&running[i].callers_sp, __ATOMIC_ACQUIRE);
    if (end && running[i].search_sp && &running[i] != own) into[count++] = (struct region){lowest_frame(&running[i], end), end};
  }
  return count;
}

int ends_others_run(void) { return running_end != 0; }

void ends_forget_others(void) {
  for (u32 i = 0; i < RUNNING; i++)
    if (&running[i] != own) running[i] = (struct running){0, 0, NULL};
}

/* ---- Its beginning, and its frames ---- */

/* Called in the new thread; sp: of the code that calls the routine. The descriptor tells debuggers and Java the program's routine again. */
HIDDEN __attribute__((used)) u64 ends_begin(u32 number, u64 sp) {
  u64 descriptor = (u64)__builtin_thread_pointer(), lowest = lowest_sp(descriptor);
  u64 *start = (u64 *)(descriptor + start_offset);
  routine_called = routines[number];
  callers_sp = sp;
  if (start_offset && *start == entry_address(number)) *start = routine_called;
  u64 wanted = (sp - MOST_BYTES) & ~15ull;
  ends_search_sp = !lowest || lowest >= sp ? 0 : wanted > lowest ? wanted : (lowest + 15) & ~15ull;
  if (ends_search_sp) {
    begin_running();
    wipe_from(ends_search_sp);
  }
  return routine_called;
}

static __thread u64 left_end; /* of the frames that a free's walk left as they were */
static __thread u32 left_serial;

/* The end of the frames that the thread's last walk found, as far as it is looked at. What lies deeper was left before, and by the agent itself. */
static u64 frames_end(const struct thread *thread) {
  if (left_end && left_serial == thread->serial) return left_end;
  const struct frame *inner = thread->innermost;
  u64 end = inner && inner > thread->frame && inner->sp < callers_sp ? inner->sp - SAVED : callers_sp - UNKNOWN_FRAMES;
  return end > ends_search_sp ? end : ends_search_sp;
}

INLINE void copy_words(u64 to, u64 from, u64 words) {
  __asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
}

u64 ends_undisturbed(struct thread *thread, u64 sp, u64 (*work)(struct thread *thread, const void *argument), const void *argument) {
  u64 from = ~0ull;
  if (ends_search_sp && sp - ends_search_sp < callers_sp - ends_search_sp) from = frames_end(thread);
  u64 words = words_below(from);
  if (!words) return work(thread, argument);
  copy_words((u64)thread->below, from, words);
  u64 result = work(thread, argument);
  u64 words_now = words_below(from);
  copy_words(from, (u64)thread->below, words < words_now ? words : words_now);
  left_end = from;
  left_serial = thread->serial;
  return result;
}

struct call {
  enum walk_function function;
  u64 sp, rbp;
};

static u64 walk_call(struct thread *thread, const void *argument) {
  const struct call *call = argument;
  return walk(thread, call->function, load64(call->sp - 8), call->sp, call->rbp);
}

u64 ends_walk(struct thread *thread, enum walk_function function, u64 sp, u64 rbp) {
  return ends_undisturbed(thread, sp, walk_call, &(struct call){function, sp, rbp});
}

/* ---- Blocks ---- */

struct found {
  u64 blocks[MOST_BLOCKS];
  u32 count;
};

static void add(struct found *found, u64 block) {
  for (u32 i = 0; i < found->count; i++)
    if (found->blocks[i] == block) return;
  if (found->count < MOST_BLOCKS) found->blocks[found->count++] = block;
  else ledger_count(&ledger.header->notes_dropped);
}

static int mark(u64 block) {
  u64 *entry = ledger_entry(block), known = __atomic_load_n(entry, __ATOMIC_RELAXED);
  do {
    if (!ledger_kind(known)) return 0; /* freed meanwhile */
  } while (!__atomic_compare_exchange_n(entry, &known, known | LEDGER_NOTED, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
  return 1;
}

static void publish(const struct found *found) {
  struct thread *thread = thread_prepare();
  if (!thread) return;
  u64 state = thread_enter(thread);
  lock_acquire(&agent_lock);
  u64 holder = rules_frame(modules_at(routine_called), routine_called + 1);
  for (u32 i = 0; i < found->count; i++)
    if (mark(found->blocks[i])) ledger_add_note(&(struct tm_note){.block = found->blocks[i], .holder = holder, .thread = thread->tid});
  lock_release(&agent_lock);
  thread_leave(thread, state);
}

/* A stack that the program gave may be a block: it does not hold itself. A thread that may be cancelled anywhere must not be while it has the lock. */
static void search(u64 from, u64 end) {
  struct found found = {.count = 0};
  for (u64 at = from & ~7ull; at + 8 <= end; at += 8) {
    u64 block, word = load64(at), above = word - ends_search_sp;
    if (word && above >= (u64)__builtin_thread_pointer() - ends_search_sp && ledger_entry_around(word, LEDGER_HELD_BYTES, &block)) add(&found, block);
  }
  if (!found.count) return;
  int before;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
  publish(&found);
  pthread_setcancelstate(before, NULL);
}

static int is_observed(void) { return agent_state == AGENT_RECORDING && !agent_was_forked(); }

HIDDEN __attribute__((used)) void ends_returned(void) {
  if (is_observed()) search(frames_end(thread_self), callers_sp);
  end_running();
}

/* What unwinds runs deeper than all that it unwinds, and is here before the frame is left. All frames were live when that began. */
HIDDEN __attribute__((used)) _Unwind_Reason_Code ends_unwound(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
                                                               struct _Unwind_Exception *exception, struct _Unwind_Context *context) {
  (void)version, (void)class, (void)exception, (void)context;
  u64 sp = (u64)__builtin_dwarf_cfa();
  if (actions & _UA_FORCE_UNWIND && ends_search_sp && is_observed() && sp < callers_sp)
    search(sp > ends_search_sp ? sp : ends_search_sp, callers_sp);
  if (actions & _UA_FORCE_UNWIND) end_running();
  return _URC_CONTINUE_UNWIND;
}

/* ---- What the program calls: left by a jump, so that no path has a frame of ours ---- */

static int (*libc_pthread_create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
static int (*libc_thrd_create)(thrd_t *, thrd_start_t, void *);

int ends_find_originals(void) {
  if (libc_thrd_create) return 0;
  libc_pthread_create = (int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))dlsym(RTLD_NEXT, "pthread_create");
  libc_thrd_create = (int (*)(thrd_t *, thrd_start_t, void *))dlsym(RTLD_NEXT, "thrd_create");
  return libc_pthread_create && libc_thrd_create ? 0 : -1;
}

EXPORT int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) {
  if (UNLIKELY(ends_find_originals())) return EAGAIN;
  return libc_pthread_create(thread, attributes, (void *(*)(void *))entry_of((u64)start), argument);
}

EXPORT int thrd_create(thrd_t *thread, thrd_start_t start, void *argument) {
  if (UNLIKELY(ends_find_originals())) return thrd_error;
  return libc_thrd_create(thread, (thrd_start_t)entry_of((u64)start), argument);
}
