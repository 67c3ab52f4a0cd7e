#define _GNU_SOURCE
#include "thread.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include "agent.h"
#include "ends.h"
#include "kernel.h"
#include "lock.h"
#include "lsan.h"
#include "rules.h"
#include "segment.h"

struct thread thread_none;
__thread struct thread *thread_self __attribute__((tls_model("initial-exec"))) = &thread_none;
__thread u8 thread_is_over __attribute__((tls_model("initial-exec")));
static __thread u8 attaching;

static struct thread *free_threads;
static pthread_key_t exit_key;
static int has_exit_key;
static u64 seen_state;

/* ---- Stacks ---- */

static int parse_hex(const char **at, const char *end, u64 *value) {
  const char *start = *at;
  for (*value = 0; *at < end; ++*at) {
    char c = **at;
    u64 digit = c >= '0' && c <= '9' ? (u64)(c - '0') : c >= 'a' && c <= 'f' ? (u64)(c - 'a' + 10) : 16;
    if (digit == 16) break;
    *value = *value << 4 | digit;
  }
  return *at > start ? 0 : -1;
}

static int line_covers(const char *line, const char *end, u64 address, struct region *region) {
  if (parse_hex(&line, end, &region->start) || line == end || *line++ != '-' || parse_hex(&line, end, &region->end)) return 0;
  return address >= region->start && address < region->end;
}

/* The mapping that contains the address; empty when there is none or it cannot be read. */
static struct region mapping_of(struct thread *thread, u64 address) {
  struct region region = {0, 0};
  u64 kept = 0;
  int file = (int)kernel_call(SYS_openat, AT_FDCWD, (long)"/proc/self/maps", O_RDONLY | O_CLOEXEC, 0, 0, 0);
  if (file < 0) return region;
  for (int found = 0; !found;) {
    long got = kernel_call(SYS_read, file, (long)(thread->scratch + kept), (long)(sizeof thread->scratch - kept), 0, 0, 0);
    if (got <= 0) break;
    const char *line = thread->scratch, *end = line + kept + got, *newline;
    while (!found && (newline = memchr(line, '\n', (size_t)(end - line)))) {
      found = line_covers(line, newline, address, &region);
      line = newline + 1;
    }
    kept = (u64)(end - line);
    if (kept == sizeof thread->scratch) kept = 0; /* a path longer than the buffer: what is lost is its line's end */
    memmove(thread->scratch, line, kept);
    if (!found) region = (struct region){0, 0};
  }
  kernel_call(SYS_close, file, 0, 0, 0, 0, 0);
  return region;
}

/* The stack on which the thread started, wherever it runs now: it stays mapped as long as the thread lives. In struct pthread, but for the main
 * thread's, which has no start there. Empty when it cannot be told. */
static struct region own_stack(struct thread *thread) {
  extern void *__libc_stack_end; /* ld.so: the main thread's */
  u32 offset = ledger.header->pthread_stack_offset;
  u64 start = offset ? load64(thread->thread_pointer + offset) : 0;
  if (start) return (struct region){start, start + load64(thread->thread_pointer + offset + 8)};
  if (!offset && thread->tid != ledger.header->pid) return (struct region){0, 0};
  return mapping_of(thread, (u64)__libc_stack_end);
}

static int within(const struct region *region, u64 sp) { return sp - region->start < region->end - region->start; }

/* Where what is known of a stack stands, or is to stand: by 16 KiB of address space, since a program may run on hundreds. */
static struct region *other_stack(struct thread *thread, u64 sp) {
  struct region *set = &thread->other_stacks[((sp >> 14) * 0x9E3779B97F4A7C15ull >> 32) % (OTHER_STACKS / STACK_WAYS) * STACK_WAYS];
  for (u32 way = 0; way < STACK_WAYS; way++)
    if (!set[way].end || within(&set[way], sp)) return &set[way];
  return &set[thread->other_stack_next++ % STACK_WAYS];
}

u64 thread_stack_end_now(struct thread *thread, u64 sp) {
  struct region *stack = other_stack(thread, sp);
  *stack = mapping_of(thread, sp);
  return stack->end ? stack->end : sp;
}

/* Without /proc. The kernel keeps 128 MiB below the main thread's stack free of other mappings (mmap_base). */
static int grown_main_stack(const struct thread *thread, u64 sp) {
  enum { GAP = 96 << 20 };
  return thread->tid == ledger.header->pid && sp < thread->own_stack.start && thread->own_stack.end - sp < GAP;
}

u64 thread_stack_end(struct thread *thread, u64 sp) {
  if (LIKELY(thread_on_own_stack(thread, sp))) return thread->own_stack.end;
  struct region *stack = other_stack(thread, sp);
  if (within(stack, sp)) return stack->end;
  struct region region = mapping_of(thread, sp);
  if (!region.end && grown_main_stack(thread, sp)) region = (struct region){sp & ~4095ull, thread->own_stack.end};
  if (region.end && region.end == thread->own_stack.end) { /* the main thread's stack has grown */
    thread->own_stack = region;
    return region.end;
  }
  *stack = region;
  return region.end ? region.end : sp;
}

/* ---- Threads coming and going ---- */

static int take_slot(struct thread *thread) {
  struct tm_header *header = ledger.header;
  for (u32 i = 1; i < header->thread_count; i++) {
    if (ledger.threads[i].live) continue;
    thread->slot = i;
    return 0;
  }
  if (header->thread_count == TM_THREADS_CAPACITY) return -1;
  thread->slot = header->thread_count++;
  return 0;
}

static struct thread *take_memory(void) {
  struct thread *thread = free_threads;
  if (thread) {
    free_threads = thread->next;
    segment_forget_selectors(thread);
    return thread;
  }
  thread = kernel_anonymous(sizeof *thread);
  if (thread) kernel_wipe_on_fork(thread, 4096);
  return thread;
}

static struct thread *attach(void) {
  if (attaching) return NULL;
  attaching = 1;
  SIGNAL_FENCE();
  lock_acquire(&agent_lock);
  struct thread *thread = take_memory();
  if (thread && take_slot(thread)) {
    thread->next = free_threads;
    free_threads = thread;
    thread = NULL;
  }
  if (thread) {
    thread->counters = &ledger.threads[thread->slot];
    thread->tid = thread->counters->tid = (u32)kernel_tid();
    thread->counters->live = 1;
  }
  lock_release(&agent_lock);
  if (thread) {
    thread->thread_pointer = (u64)__builtin_thread_pointer();
    thread->own_stack = own_stack(thread);
    walk_forget(thread);
    thread->state = THREAD_BUSY;
    thread->closing = thread->staged_count = 0;
    thread_self = thread;
    ends_attached(thread);
    if (has_exit_key) pthread_setspecific(exit_key, thread);
  } else ledger_count(&ledger.header->blocks_dropped);
  SIGNAL_FENCE();
  attaching = 0;
  return thread;
}

static void detach(void *value) {
  struct thread *thread = value;
  if (thread != thread_self || !thread->counters) return;
  thread->state = THREAD_BUSY;
  SIGNAL_FENCE();
  thread_self = &thread_none;
  thread_is_over = 1;
  attaching = 1; /* a handler that allocates now would wait for the lock that this thread holds */
  SIGNAL_FENCE();
  lock_acquire(&agent_lock);
  thread->counters->live = 0;
  thread->counters = NULL;
  thread->next = free_threads;
  free_threads = thread;
  lock_release(&agent_lock);
  SIGNAL_FENCE();
  attaching = 0;
}

int thread_start(void) {
  if (pthread_key_create(&exit_key, detach)) return -1;
  has_exit_key = 1;
  if (thread_self != &thread_none) pthread_setspecific(exit_key, thread_self);
  return 0;
}

/* The memory of the parent's threads was wiped, so it cannot be told which of it is whose: it is left alone. */
void thread_reset(void) {
  free_threads = NULL;
  thread_self = &thread_none;
  attaching = 0;
}

void thread_revive(void) {
  if (thread_self == &thread_none) return;
  thread_self->counters = &ledger.threads[0];
}

/* ---- Readiness ---- */

/* Another thread may have caught up already. What threads remember from before an unload is void; so is what they remember of code
 * that was in no module, where a module may lie now. */
static void retire_modules(void) {
  u32 retired = modules_retire(rules_forget);
  if (retired || ledger.header->walks_approximate) __atomic_fetch_add(&walk_forgets, 1, __ATOMIC_RELEASE);
}

static void catch_up(u64 state) {
  lock_acquire(&agent_lock);
  if (state != seen_state) {
    retire_modules();
    seen_state = state;
  }
  lock_release(&agent_lock);
}

void thread_note_unload(void) {
  struct thread *thread = agent_was_forked() ? NULL : thread_prepare();
  if (!thread) return;
  u64 state = thread_enter(thread);
  lock_acquire(&agent_lock);
  retire_modules();
  lock_release(&agent_lock);
  if (thread->forgotten != walk_forgets) walk_forget(thread);
  thread_leave(thread, state);
}

NOINLINE struct thread *thread_prepare(void) {
  if (agent_state == AGENT_OFF) return NULL;
  if (agent_state == AGENT_NEW || agent_was_forked()) agent_start();
  if (agent_state != AGENT_RECORDING) return NULL;
  struct thread *thread = thread_self;
  if (thread == &thread_none) {
    if (!(thread = attach())) return NULL;
  } else if (thread->state == THREAD_BUSY) return NULL; /* busy: we are in a signal handler, or called by our own work */
  u64 state = modules_state();
  thread->state = THREAD_BUSY;
  SIGNAL_FENCE();
  if (state != seen_state) catch_up(state);
  if (thread->forgotten != walk_forgets) walk_forget(thread);
  thread_leave(thread, state);
  return thread;
}
