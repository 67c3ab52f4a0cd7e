/* parts PART DEPTH CALLS: what a part of the agent costs, DEPTH calls below main. Prints the nanoseconds of CPU time that all calls took.
 *
 * Linked with the agent's own objects, so that each part can be called alone; it needs a session to record for (session.c). The loop itself is what
 * `nothing` costs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "../../agent/agent.h"
#include "../../agent/lock.h"
#include "../../agent/modules.h"
#include "../../agent/record.h"
#include "../../agent/rules.h"

enum { BLOCK_BYTES = 100 };

static u8 *block; /* the one that is recorded again and again */
static long calls;

static void nothing(void) { __asm__ volatile(""); }

/* As a block comes and goes in the ledger, without a walk. */
static void ledger_insert_and_remove(void) {
  ledger_store(ledger_entry((u64)block), record_entry((u64)block, BLOCK_BYTES, walk_path(WALK_MALLOC, TM_PATH_UNRECORDED)));
  forget_usual(block, TM_KIND_MALLOC);
}

/* All of what the agent does beside the allocator. */
static NOINLINE void *record_block(void) {
  CALLER;
  return record(block, BLOCK_BYTES, WALK_MALLOC, sp);
}

static void walk_remembered(void) {
  record_block();
  __asm__ volatile("");
}

/* No segment has it: the innermost frames by rules, the rest compared. */
static void walk_joined(void) {
  segment_forget_all(thread_self);
  record_block();
  __asm__ volatile("");
}

static void walk_anew(void) {
  walk_forget(thread_self);
  record_block();
  __asm__ volatile("");
}

/* Unwind tables to rule, for the return address of a function of libc. */
static u64 missed_pc;
static void rule_miss(void) {
  struct rule_found found;
  rules_miss(missed_pc, &found, &thread_self->row, &thread_self->work);
}

static void pair_bare(void) {
  void *fresh = __libc_malloc(BLOCK_BYTES);
  __asm__ volatile("" : : "r"(fresh) : "memory");
  __libc_free(fresh);
}

static void pair_recorded(void) {
  void *fresh = malloc(BLOCK_BYTES);
  __asm__ volatile("" : : "r"(fresh) : "memory");
  free(fresh);
}

static const struct part {
  const char *name;
  void (*call)(void);
} parts[] = {{"nothing", nothing},         {"ledger", ledger_insert_and_remove}, {"remembered", walk_remembered},
             {"joined", walk_joined},      {"anew", walk_anew},                  {"rule-miss", rule_miss},
             {"pair-bare", pair_bare},     {"pair-recorded", pair_recorded}};

static s64 cpu_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The first call, which finds nothing prepared, is not counted; it comes from the same place, since that decides what is remembered where. */
static NOINLINE int run(const struct part *part) {
  s64 start = 0;
  for (long i = 0; i <= calls; i++) {
    if (i == 1) start = cpu_ns();
    part->call();
  }
  printf("%ld\n", (long)(cpu_ns() - start));
  return 0;
}

static NOINLINE int descend(const struct part *part, int depth) {
  volatile char frame[24];
  frame[0] = 0;
  return (depth > 0 ? descend(part, depth - 1) : run(part)) + frame[0];
}

static int note_caller(const void *a, const void *b) {
  (void)a, (void)b;
  missed_pc = (u64)__builtin_return_address(0);
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  calls = atol(argv[3]);
  block = malloc(BLOCK_BYTES);
  char two[2] = {1, 0};
  qsort(two, 2, 1, note_caller);
  if (agent_state != AGENT_RECORDING) return 1;
  for (u32 i = 0; i < sizeof parts / sizeof *parts; i++)
    if (!strcmp(argv[1], parts[i].name)) return descend(&parts[i], atoi(argv[2]));
  return 2;
}
