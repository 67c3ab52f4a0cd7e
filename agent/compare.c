#ifdef TM_COMPARE
#define _GNU_SOURCE
#include "compare.h"
#include <unwind.h>
#include "kernel.h"
#include "lock.h"
#include "rules.h"
#include "walk.h"

/* What is not counted as a difference, and why:
 * - libgcc ends earlier, and agrees as far as it goes: it stops at code without unwind information, where we go on by frame
 *   pointers, and at frames whose CFA it cannot compute;
 * - walks that were cut or begin in a busy thread: there is nothing to compare. */

enum { COMPARED = 4096 };

static u32 compare_every;
static __thread u32 since_last __attribute__((tls_model("initial-exec")));

void compare_start(u32 every) { compare_every = every; }

struct other_walk {
  u64 pc, sp;
  u32 started, count;
  u64 *frames;
};

static _Unwind_Reason_Code collect(struct _Unwind_Context *context, void *argument) {
  struct other_walk *other = argument;
  int exact = 0;
  u64 pc = _Unwind_GetIPInfo(context, &exact);
  if (!other->started && pc == other->pc && _Unwind_GetCFA(context) == other->sp) other->started = 1;
  if (other->started && other->count < COMPARED && pc) other->frames[other->count++] = pc | (exact ? RULES_EXACT : 0);
  return _URC_NO_REASON;
}

static u64 frame_at(struct thread *thread, u64 key) {
  struct rule_found found;
  if (!rules_find(key, &found)) rules_miss(key, &found, &thread->row, &thread->work);
  return found.frame;
}

/* Frames that paths leave out. How many are left. */
static u32 leave_out(struct thread *thread, const struct other_walk *other) {
  u32 left = 0;
  for (u32 i = 0; i < other->count; i++)
    if (frame_at(thread, other->frames[i]) != PATHS_NO_FRAME) other->frames[left++] = other->frames[i];
  return left;
}

static void say(const char *text, u64 value) {
  char line[96];
  u32 length = 0;
  while (*text && length < 64) line[length++] = *text++;
  for (int shift = 60; shift >= 0; shift -= 4) line[length++] = "0123456789abcdef"[value >> shift & 15];
  line[length++] = '\n';
  kernel_call(1 /* write */, 2, (long)line, length, 0, 0, 0);
}

static void tell(const struct other_walk *other, const struct thread *thread, u32 path) {
  say("tidemark: walks differ, thread ", thread->tid);
  for (; path >= TM_PATH_FIRST; path = ledger.nodes[path].parent) say("  ours   ", ledger.nodes[path].frame);
  say("  root   ", path);
  for (u32 i = 0; i < other->count; i++) say("  libgcc ", other->frames[i]);
}

void compare_walk(struct thread *thread, u32 path, u64 pc, u64 sp) {
  static __thread u64 frames[COMPARED] __attribute__((tls_model("initial-exec")));
  if (!compare_every || ++since_last % compare_every || path < TM_PATH_FIRST) return;
  u64 state = thread_enter(thread);
  struct other_walk other = {pc, sp, 0, 0, frames};
  _Unwind_Backtrace(collect, &other);
  u32 node = ledger.nodes[path].parent, compared = 0, different = 0; /* the innermost frame is the agent's function */
  u32 count = leave_out(thread, &other);
  for (; node >= TM_PATH_FIRST && compared < count; node = ledger.nodes[node].parent, compared++)
    if (ledger.nodes[node].frame != frame_at(thread, other.frames[compared])) different = 1;
  if (compared < count && other.count < COMPARED && node == TM_PATH_COMPLETE) different = 1; /* we ended earlier */
  ledger_count(&ledger.header->walks_compared);
  __atomic_fetch_add(&ledger.header->frames_compared, compared, __ATOMIC_RELAXED);
  if (different) {
    ledger_count(&ledger.header->walks_different);
    if (ledger.header->walks_different < 4) tell(&other, thread, path);
  }
  thread_leave(thread, state);
}
#else
typedef int compare_is_for_debug_builds;
#endif
