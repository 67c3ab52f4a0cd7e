/* What a program says to LeakSanitizer, if it finds one: what is no leak, what else can hold pointers, and when to look. Semantics are those of
 * compiler-rt's lsan_interface.h; a call that does not match another one ends the program there and has no effect here.
 *
 * An ignored block has a call path of its own, one node further in than the allocation's: the hot path knows nothing of it, and it is gone
 * with the block's entry. A thread that disables is never ready, so its allocations take the slow way, which adds the node. */
#define _GNU_SOURCE
#include "lsan.h"
#include <string.h>
#include <sys/syscall.h>
#include "agent.h"
#include "hold.h"
#include "kernel.h"
#include "lock.h"
#include "paths.h"
#include "thread.h"

#define PATH_BITS ((u64)TM_ENTRY_PATH_MASK << TM_ENTRY_PATH_SHIFT)

enum { INTERIOR_BYTES = 1 << 20 }; /* how far behind a block's start __lsan_ignore_object recognises it */

__thread u32 lsan_disabled __attribute__((tls_model("initial-exec")));

/* Also kept here, for the ledger of a forked child. */
static struct tm_wishes wishes;
static u32 has_wishes;
static struct tm_range regions[TM_ROOT_REGIONS_CAPACITY];
static u32 region_count;

/* ---- What the program may define, and must export ---- */

extern EXPORT const char *__lsan_default_options(void) __attribute__((weak));
extern EXPORT const char *__lsan_default_suppressions(void) __attribute__((weak));
extern EXPORT int __lsan_is_turned_off(void) __attribute__((weak));

static void keep_text(u8 *into, u64 room, const char *text) {
  if (!text) return;
  memcpy(into, text, strnlen(text, room - 1));
  has_wishes = 1;
}

void lsan_start(void) {
  if (__lsan_default_options) keep_text(wishes.options, sizeof wishes.options, __lsan_default_options());
  if (__lsan_default_suppressions) keep_text(wishes.suppressions, sizeof wishes.suppressions, __lsan_default_suppressions());
  lsan_publish();
}

void lsan_ask(void) {
  if (!__lsan_is_turned_off) return;
  ledger.wishes->turned_off = __lsan_is_turned_off() != 0;
}

void lsan_publish(void) {
  if (has_wishes) *ledger.wishes = wishes;
  memcpy(ledger.root_regions, regions, region_count * sizeof *regions);
  ledger.header->root_region_count = region_count;
}

/* ---- Blocks that are no leaks ---- */

u64 lsan_ignored(struct thread *thread, u64 path) {
  u32 node = (u32)((path & PATH_BITS) >> TM_ENTRY_PATH_SHIFT);
  u64 state = thread_enter(thread);
  u32 ignored = paths_child(node, TM_FRAME_IGNORED, paths_hash(paths_root_hash(node), TM_FRAME_IGNORED));
  thread_leave(thread, state);
  return (path & ~PATH_BITS) | (u64)(ignored == TM_PATH_UNRECORDED ? TM_PATH_IGNORED : ignored) << TM_ENTRY_PATH_SHIFT;
}

static int is_ignored(u32 node) {
  return node == TM_PATH_IGNORED || (node >= TM_PATH_FIRST && ledger.nodes[node].frame == TM_FRAME_IGNORED);
}

EXPORT void __lsan_disable(void) {
  struct thread *thread = thread_self;
  lsan_disabled++;
  if (thread->state != THREAD_BUSY) thread->state = THREAD_NEVER_READY; /* else thread_leave does it */
}

EXPORT void __lsan_enable(void) {
  if (lsan_disabled) lsan_disabled--;
}

EXPORT void __lsan_ignore_object(const void *object) {
  struct thread *thread = thread_prepare();
  u64 block, *entry = thread ? ledger_entry_around((u64)object, INTERIOR_BYTES, &block) : NULL, known, changed;
  if (!entry) return;
  do {
    known = __atomic_load_n(entry, __ATOMIC_RELAXED);
    if (!ledger_kind(known) || is_ignored((u32)((known & PATH_BITS) >> TM_ENTRY_PATH_SHIFT))) return;
    changed = lsan_ignored(thread, known);
  } while (!__atomic_compare_exchange_n(entry, &known, changed, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
}

/* ---- Memory that can hold pointers ---- */

/* Java may look at any moment: while a region is being changed, its end is 0 and it is none. */
static void set_region(u32 i, u64 start, u64 end) {
  ledger.root_regions[i].end = 0;
  SIGNAL_FENCE();
  ledger.root_regions[i].start = start;
  SIGNAL_FENCE();
  ledger.root_regions[i].end = end;
  regions[i] = (struct tm_range){start, end};
}

static u32 find_region(u64 start, u64 end) {
  u32 i = 0;
  while (i < region_count && (regions[i].start != start || regions[i].end != end)) i++;
  return i;
}

static void add_region(u64 start, u64 end) {
  u32 i = find_region(0, 0);
  if (i == TM_ROOT_REGIONS_CAPACITY) {
    ledger_count(&ledger.header->root_regions_dropped);
    return;
  }
  set_region(i, start, end);
  if (i < region_count) return;
  region_count = i + 1;
  __atomic_store_n(&ledger.header->root_region_count, region_count, __ATOMIC_RELEASE);
}

static void remove_region(u64 start, u64 end) {
  u32 i = find_region(start, end);
  if (i < region_count) set_region(i, 0, 0);
}

static void change_regions(void (*change)(u64, u64), const void *start, size_t bytes) {
  if (!bytes) return;
  struct thread *thread = thread_prepare();
  if (!thread) { /* a signal handler, while the agent is at work in this thread */
    if (agent_state == AGENT_RECORDING) ledger_count(&ledger.header->root_regions_dropped);
    return;
  }
  u64 state = thread_enter(thread);
  lock_acquire(&agent_lock);
  change((u64)start, (u64)start + bytes);
  lock_release(&agent_lock);
  thread_leave(thread, state);
}

EXPORT void __lsan_register_root_region(const void *start, size_t bytes) { change_regions(add_region, start, bytes); }
EXPORT void __lsan_unregister_root_region(const void *start, size_t bytes) { change_regions(remove_region, start, bytes); }

/* ---- Checks ---- */

/* The check at the end takes place now, and not again. */
EXPORT NOINLINE void __lsan_do_leak_check(void) {
  CALLERS_REGISTERS(registers);
  struct session_answer answer = hold_for_check(registers, TM_HOLD_LEAK_CHECK);
  if (answer.kind != TM_ANSWER_LEAKS || !answer.exit_code) return;
  for (;;) kernel_call(SYS_exit_group, answer.exit_code, 0, 0, 0, 0, 0);
}

EXPORT NOINLINE int __lsan_do_recoverable_leak_check(void) {
  CALLERS_REGISTERS(registers);
  return hold_for_check(registers, TM_HOLD_RECOVERABLE_CHECK).kind == TM_ANSWER_LEAKS;
}
