#define _GNU_SOURCE
#include "frees.h"
#include <dlfcn.h>
#include <link.h>
#include <string.h>
#include "agent.h"
#include "allocator.h"
#include "ends.h"
#include "freelist.h"
#include "kernel.h"
#include "lock.h"
#include "modules.h"
#include "operators.h"
#include "record.h"
#include "stale.h"

/* What is certain.
 *
 * Mismatched: a live block that starts at the address, of another kind. That our functions recorded it says how it was allocated. But an operator
 * of someone's own may have called malloc, or left by a jump to free. So nothing is told where a module is bound to others than ours; what
 * a module has for itself alone is left to who reads the ledger, which has all modules then.
 *
 * A second free: the last block that started at the address was freed through our functions, nothing was recorded in its granule since, and
 * no live block covers it. An allocation that cannot be recorded clears the mark (leave_unknown).
 *
 * Never allocated: inside a live block; on the running thread's own stack, outside of the frames below; in a segment of a module; at no multiple
 * of 16 (unless another allocator than libc's gives the blocks), or where no process has memory. malloc puts a block in none of these.
 *
 * All else may be a block that is not known: allocated while the agent was busy, inherited by a forked child, or of another allocator. */

enum {
  NEAR_BYTES = 32768,     /* how far back the block around an unknown address is looked for. A forked child may free millions of them */
  FAR_BYTES = 1 << TM_CHUNK_SPAN_SHIFT,
  LOWEST_ADDRESS = 65536, /* mmap_min_addr */
  PLACES = 4 * TM_WRONG_FREES_CAPACITY,
};

#define MARKS (LEDGER_NOTED | LEDGER_STAGED | LEDGER_CAREFUL | (u64)TM_KIND_MASK << TM_ENTRY_KIND_SHIFT)

/* ---- Where blocks were freed ---- */

/* The last frees, in a ring. Of a block that was freed several times, the newest counts. An entry that is marked as careful, but is of no live
 * block, says that its block's free is one of these, or was. */
struct freed {
  u64 address;
  u64 path;
};
static struct freed *freed;
static u32 freed_capacity;
static u64 freed_next, freed_limit;

void frees_keep_paths(u32 count, u64 limit) {
  freed = count ? kernel_anonymous(count * sizeof *freed) : NULL;
  if (!freed || kernel_wipe_on_fork(freed, count * sizeof *freed)) return;
  freed_capacity = count;
  freed_limit = limit;
  walk_marks = LEDGER_CAREFUL;
}

/* A thread whose remembered walks still mark blocks learns that here, or when it walks anew. */
static void keep_no_more(void) {
  struct thread *thread = thread_self;
  if (walk_marks && __atomic_exchange_n(&walk_marks, 0, __ATOMIC_RELAXED)) __atomic_fetch_add(&walk_forgets, 1, __ATOMIC_RELEASE);
  if (!thread_is_ready(thread) || thread->forgotten == walk_forgets) return;
  u64 state = thread_enter(thread);
  walk_forget(thread);
  thread_leave(thread, state);
}

/* 0: it is not, since that would be more than the limit. */
static int keep_path(u64 address, enum walk_function function, u64 sp, u64 rbp) {
  if (__atomic_load_n(&freed_next, __ATOMIC_RELAXED) >= freed_limit) {
    keep_no_more();
    return 0;
  }
  struct thread *thread = thread_is_over ? NULL : thread_to_record(); /* nobody would take down what is set up for a thread that is over */
  if (!thread) return 0;
  u64 path = ledger_path(ends_walk(thread, function, sp, rbp));
  struct freed *to = &freed[__atomic_fetch_add(&freed_next, 1, __ATOMIC_RELAXED) % freed_capacity];
  __atomic_store_n(&to->address, 0, __ATOMIC_RELAXED); /* nobody must take the one's path for the other's */
  __atomic_store_n(&to->path, path, __ATOMIC_RELEASE);
  __atomic_store_n(&to->address, address, __ATOMIC_RELEASE);
  return 1;
}

static u32 kept_path(u64 address) {
  u64 next = __atomic_load_n(&freed_next, __ATOMIC_RELAXED);
  for (u64 back = 1; back <= freed_capacity && back <= next; back++) {
    const struct freed *at = &freed[(next - back) % freed_capacity];
    if (__atomic_load_n(&at->address, __ATOMIC_ACQUIRE) != address) continue;
    u64 path = __atomic_load_n(&at->path, __ATOMIC_ACQUIRE);
    return __atomic_load_n(&at->address, __ATOMIC_RELAXED) == address ? (u32)path : 0;
  }
  return 0;
}

/* ---- What is wrong ---- */

static int starts_at(u64 address, u64 entry) { return entry && ledger_block(address, entry) == address; }

static void about_block(struct tm_wrong_free *wrong, u32 sort, u64 block, u64 entry) {
  wrong->sort = sort;
  wrong->block = block;
  wrong->size_bytes = (u32)entry;
  wrong->allocated_by = ledger_path(entry);
}

/* As far as it can be told without the thread's state and the lock. 0: nothing is. */
static int find_block(struct tm_wrong_free *wrong, u64 entry) {
  u64 address = wrong->address, block;
  int was_freed = starts_at(address, entry);
  u64 *around = ledger_entry_around(address, was_freed ? FAR_BYTES : NEAR_BYTES, &block);
  u64 outer = around ? __atomic_load_n(around, __ATOMIC_RELAXED) : 0;
  if (ledger_kind(outer) && (u32)outer != TM_SIZE_ELSEWHERE) about_block(wrong, TM_WRONG_INSIDE, block, outer);
  else if (was_freed && !around && ledger_path(entry)) { /* without: what the parent of a forked child kept */
    about_block(wrong, TM_WRONG_SECOND, address, entry);
    wrong->freed_by = entry & LEDGER_CAREFUL ? kept_path(address) : 0;
  }
  return wrong->sort != 0;
}

/* Other allocators hand out multiples of 8. Any block that starts elsewhere may be theirs, which there is no entry for. */
static int is_nowhere(u64 address) { return (address & 15 && !ledger_fine) || address < LOWEST_ADDRESS || address >> 47; }

static int may_be_elsewhere(u64 address, u64 sp) {
  struct dl_find_object object;
  if (is_nowhere(address)) return 1;
  return (address >= sp && address < thread_self->own_stack.end) || !_dl_find_object((void *)address, &object);
}

static int is_on_stack(struct thread *thread, u64 address, u64 sp) {
  return address >= sp && address < thread->own_stack.end && thread_stack_end(thread, sp) == thread->own_stack.end;
}

/* Lock held. */
static void find_place(struct thread *thread, struct tm_wrong_free *wrong, u64 sp) {
  u64 address = wrong->address;
  const struct module *module = address >> 47 ? NULL : modules_at(address);
  if (is_on_stack(thread, address, sp)) wrong->sort = TM_WRONG_ON_STACK;
  else if (module && modules_covers(module, address)) {
    wrong->sort = TM_WRONG_IN_MODULE;
    wrong->place = (u64)module->number << TM_FRAME_OFFSET_BITS | (address - module->load_address);
  } else if (is_nowhere(address)) wrong->sort = TM_WRONG_NOWHERE;
}

/* ---- Into the ledger ---- */

/* Numbers of wrong frees in the ledger, one more each, found by hash. Lock held for both. */
static u16 places[PLACES];

/* The loader's counter when all modules were looked at last, and whether one of those so far is bound to other operators than ours. */
static u64 known_loads;
static int other_operators;

/* Paths of the parent's ledger are none of the child's. */
void frees_reset(void) {
  memset(places, 0, sizeof places);
  known_loads = 0;
}

static int alike(const struct tm_wrong_free *a, const struct tm_wrong_free *b) {
  return a->sort == b->sort && a->path == b->path && a->allocated_by == b->allocated_by && a->freed_by == b->freed_by;
}

static void add(const struct tm_wrong_free *wrong) {
  u64 hash = paths_hash(paths_hash(wrong->path, wrong->allocated_by), (u64)wrong->freed_by << 8 | wrong->sort), at = hash % PLACES;
  for (; places[at]; at = (at + 1) % PLACES) {
    struct tm_wrong_free *known = &ledger.wrong_frees[places[at] - 1];
    if (!alike(known, wrong)) continue;
    known->count++;
    return;
  }
  u32 number = ledger.header->wrong_free_count;
  if (ledger_grow_wrong_frees(number + 1)) {
    ledger_count(&ledger.header->wrong_frees_dropped);
    return;
  }
  ledger.wrong_frees[number] = *wrong;
  ledger.wrong_frees[number].count = 1;
  places[at] = (u16)(number + 1);
  __atomic_store_n(&ledger.header->wrong_free_count, number + 1, __ATOMIC_RELEASE);
}

/* Called with the loader's list of objects locked; nobody who holds the agent's lock asks for that one. */
static int know_module(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size, (void)unused;
  for (u32 i = 0; i < info->dlpi_phnum; i++) {
    if (info->dlpi_phdr[i].p_type != PT_DYNAMIC) continue;
    u64 dynamic = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    if (operators_bound_elsewhere(info->dlpi_addr, (const void *)dynamic)) other_operators = 1;
    lock_acquire(&agent_lock);
    modules_at(dynamic);
    lock_release(&agent_lock);
  }
  return 0;
}

/* Who has operators of its own need not be in any path. In a busy thread. 0: nothing is certain. */
static int know_modules(void) {
  if (known_loads != *modules_loads) {
    known_loads = *modules_loads;
    dl_iterate_phdr(know_module, NULL);
  }
  return !other_operators;
}

static void note(struct tm_wrong_free *wrong, enum walk_function function, u64 sp, u64 rbp) {
  struct thread *thread = thread_to_record();
  if (!thread) {
    if (wrong->sort) ledger_count(&ledger.header->wrong_frees_dropped);
    return;
  }
  wrong->path = ledger_path(walk(thread, function, load64(sp - 8), sp, rbp));
  wrong->thread = thread->slot;
  u64 state = thread_enter(thread);
  if (wrong->sort != TM_WRONG_MISMATCHED || know_modules()) {
    lock_acquire(&agent_lock);
    if (!wrong->sort) find_place(thread, wrong, sp);
    if (wrong->sort) add(wrong);
    lock_release(&agent_lock);
  }
  thread_leave(thread, state);
}

static int is_recording(void) { return agent_state == AGENT_RECORDING && !agent_was_forked(); }

/* ---- What hooks call ---- */

/* The size of one that stands elsewhere is gone then, so nothing is kept of it. Returns its size. */
static u64 forget_live(u64 address, u64 *entry, u64 old) {
  int is_large = (u32)old == TM_SIZE_ELSEWHERE;
  ledger_store(entry, is_large ? 0 : old & ~MARKS);
  return is_large ? record_forget_large(address) : (u32)old;
}

NOINLINE u64 frees_forget(void *block, enum walk_function function, u64 sp, u64 rbp, u64 *bytes) {
  u64 address = (u64)block, *entry = ledger_entry(address), old = entry ? __atomic_load_n(entry, __ATOMIC_RELAXED) : 0;
  struct tm_wrong_free wrong = {.address = address};
  if (ledger_kind(old) && starts_at(address, old)) {
    *bytes = forget_live(address, entry, old);
    if (ledger_kind(old) != walk_kind(function) && is_recording()) {
      about_block(&wrong, TM_WRONG_MISMATCHED, address, old);
      wrong.size_bytes = *bytes;
      note(&wrong, function, sp, rbp);
    }
    if (freed_capacity && is_recording() && keep_path(address, function, sp, rbp) && *entry) ledger_store(entry, (old & ~MARKS) | LEDGER_CAREFUL);
    return old;
  }
  stale_let_go(block);
  if (is_recording() && (find_block(&wrong, old) || may_be_elsewhere(address, sp))) note(&wrong, function, sp, rbp);
  *bytes = 0;
  return 0;
}

struct freeing {
  void *block;
  u64 bytes;
};

static u64 keep_aside(struct thread *thread, const void *argument) {
  const struct freeing *freeing = argument;
  return (u64)stale_keep(thread, freeing->block, freeing->bytes);
}

/* Where its path is kept, the free may take a little longer. */
static int is_kept_aside(const struct freeing *freeing, u64 sp) {
  struct thread *thread = walk_marks && stale_is_needed(freeing->bytes) && is_recording() && !thread_is_over ? thread_to_record() : NULL;
  return thread && ends_undisturbed(thread, sp, keep_aside, freeing);
}

NOINLINE void frees_forget_only(void *block, enum walk_function function, u64 sp, u64 rbp) {
  u64 bytes;
  if (block) frees_forget(block, function, sp, rbp, &bytes);
}

NOINLINE void frees_release(void *block, enum walk_function function, u64 sp, u64 rbp) {
  struct freeing freeing = {block, 0};
  if (!block) return;
  u64 old = frees_forget(block, function, sp, rbp, &freeing.bytes);
  if (freelist_bytes ? freelist_takes(block, old) : old && is_kept_aside(&freeing, sp)) return;
  allocator.free(block);
}
