#define _GNU_SOURCE
#include "stale.h"
#include <errno.h>
#include <string.h>
#include "allocator.h"
#include "ends.h"
#include "kernel.h"
#include "ledger.h"
#include "lock.h"
#include "modules.h"
#include "record.h"
#include "unload.h"

enum {
  LARGEST = 16384,       /* bytes of a block that is kept aside */
  KEPT = 64,             /* blocks */
  TRIES = 4,
  RANGES = 256,          /* of variables and of frames; what is beyond is not looked at */
  WORDS_AT_ONCE = 256,
  WORDS_AT_FIRST = 1 << 16, /* looked at without more ado: less than a millisecond */
  WORDS_EACH_TIME = 8,      /* and for each time that this is asked: the more there is, the more rarely it is looked at */
  WORDS_OF_A_CALL = 32,     /* a system call costs as much */
  NAMED_BITS = 14,
};

/* Written with the lock held, but for the ring, and read without it where an older value does no harm. */
static u64 words_left = WORDS_AT_FIRST;
static u64 named[(1 << NAMED_BITS) / 64]; /* a bit for each hash of an address that a word had when they were looked at last */
static struct region variables[RANGES], frames[RANGES];
static u32 variables_count;
static u64 variables_cost, last_cost; /* of a look at them, and of the last one at all, in words */
static u64 variables_state; /* of the loader when they were listed */
static void *kept[KEPT];
static u32 kept_next;

/* ---- Which addresses are named ---- */

static u64 bit_of(u64 address) { return (address >> 4) * 0x9E3779B97F4A7C15ull >> (64 - NAMED_BITS); }
static int is_named(u64 address) { return named[bit_of(address) / 64] >> bit_of(address) % 64 & 1; }

static void name(u64 word, const struct region *asked) {
  const u64 *entry = ledger_entry(word);
  u64 block = word;
  if (word - asked->start < asked->end - asked->start) block = asked->start;
  else if (!entry || !*entry || ledger_block(word, *entry) != word) return; /* no block ever started there */
  named[bit_of(block) / 64] |= UINT64_C(1) << bit_of(block) % 64;
}

/* Read by the kernel, since another thread may unmap it meanwhile. */
static void look_at(const struct region *range, const struct region *asked) {
  static u64 words[WORDS_AT_ONCE];
  for (u64 at = (range->start + 7) & ~7ull; at + 8 <= range->end; at += sizeof words) {
    u64 count = (range->end - at) / 8 < WORDS_AT_ONCE ? (range->end - at) / 8 : WORDS_AT_ONCE;
    if (kernel_read_safely(at, words, count * 8)) return;
    for (u64 i = 0; i < count; i++)
      if (words[i]) name(words[i], asked);
  }
}

static u64 cost_of(const struct region *range) { return (range->end - range->start) / 8 + WORDS_OF_A_CALL; }

/* As far as that may be now. asked: the block in question, which is in no ledger now. */
static void look(const struct region *asked) {
  u64 words = variables_cost;
  u32 frames_count = ends_list_frames(frames, RANGES);
  for (u32 i = 0; i < frames_count; i++) words += cost_of(&frames[i]);
  last_cost = words;
  if (words > words_left) return;
  words_left -= words;
  memset(named, 0, sizeof named);
  for (u32 i = 0; i < variables_count; i++) look_at(&variables[i], asked);
  for (u32 i = 0; i < frames_count; i++) look_at(&frames[i], asked);
}

/* The loader's list is locked, and before the agent's lock. */
static void add_variables(u64 start, u64 end) {
  lock_acquire(&agent_lock);
  if (variables_count < RANGES) {
    struct region *added = &variables[variables_count++];
    *added = (struct region){start, end};
    variables_cost += cost_of(added);
  }
  lock_release(&agent_lock);
}

static void list_variables(void) {
  u64 state = modules_state();
  lock_acquire(&agent_lock);
  int is_new = state != variables_state;
  variables_state = state;
  if (is_new) variables_cost = variables_count = 0;
  lock_release(&agent_lock);
  if (is_new) unload_each_variables(add_variables);
}

/* ---- What is kept aside ---- */

/* The block that makes room. */
static void *keep(void *block) {
  return __atomic_exchange_n(&kept[__atomic_fetch_add(&kept_next, 1, __ATOMIC_RELAXED) % KEPT], block, __ATOMIC_ACQ_REL);
}

/* Asked without the lock: what another thread changes meanwhile is seen the next time. */
static int nothing_names(void) { return variables_state == modules_state() && !variables_count && !ends_others_run(); }

static int may_look(void) {
  u64 left = __atomic_load_n(&words_left, __ATOMIC_RELAXED);
  if (left < WORDS_AT_FIRST || left < last_cost) __atomic_store_n(&words_left, left + WORDS_EACH_TIME, __ATOMIC_RELAXED);
  return left >= last_cost || variables_state != modules_state();
}

/* The block that is to be released; the given one if it is not named. */
static void *keep_if_named(struct thread *thread, void *block, u64 bytes) {
  if (nothing_names()) return block;
  if (may_look()) {
    u64 state = thread_enter(thread);
    list_variables();
    lock_acquire(&agent_lock);
    look(&(struct region){(u64)block, (u64)block + (bytes ? bytes : 1)});
    lock_release(&agent_lock);
    thread_leave(thread, state);
  }
  return is_named((u64)block) ? keep(block) : block;
}

/* Another allocator's operators need not release what its malloc gives. */
static int is_left_alone(u64 bytes) { return bytes > LARGEST || allocator_module; }

int stale_is_needed(u64 bytes) { return !is_left_alone(bytes) && !nothing_names(); }

int stale_keep(struct thread *thread, void *block, u64 bytes) {
  void *released = keep_if_named(thread, block, bytes);
  if (released == block) return 0;
  allocator.free(released);
  return 1;
}

void stale_let_go(void *block) {
  for (u32 i = 0; i < KEPT; i++) {
    void *seen = block;
    if (__atomic_compare_exchange_n(&kept[i], &seen, NULL, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) allocator.free(block);
  }
}

static int may_be_another(enum walk_function function) {
  return function == WALK_MALLOC || function == WALK_CALLOC || function == WALK_NEW || function == WALK_NEW_NOTHROW ||
         function == WALK_NEW_ARRAY || function == WALK_NEW_ARRAY_NOTHROW;
}

/* A block was there before, and none is now. */
static int was_used(u64 address) {
  const u64 *entry = ledger_entry(address);
  return entry && *entry && !ledger_kind(*entry) && ledger_block(address, *entry) == address;
}

void *stale_avoid(struct thread *thread, void *block, u64 bytes, enum walk_function function) {
  if (is_left_alone(bytes) || !may_be_another(function)) return block;
  int error = errno;
  for (u32 tries = 0; tries < TRIES && was_used((u64)block); tries++) {
    void *other = allocator.calloc(1, bytes ? bytes : 1);
    if (!other) break;
    void *released = keep_if_named(thread, block, bytes);
    if (released == block) {
      allocator.free(other);
      break;
    }
    allocator.free(released);
    block = other;
  }
  errno = error;
  return block;
}

void stale_reset(void) {
  memset(kept, 0, sizeof kept);
  variables_state = 0;
  ends_forget_others();
}
