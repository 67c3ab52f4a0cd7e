#include "freelist.h"
#include <string.h>
#include "agent.h"
#include "allocator.h"
#include "clear.h"
#include "kernel.h"
#include "ledger.h"
#include "lock.h"
#include "record.h"
#include "walk.h"

enum { BYTES_OF_A_BLOCK = 16, /* fewer only of many tiny ones */ MOST_BLOCKS = 1 << 24, PAGE = 4096 };

u64 freelist_bytes;

/* A ring of addresses. Not wiped in a forked child, which has the blocks as well. */
static u64 *kept;
static u32 capacity;
static u64 first, next, volume; /* lock held to change them */

u32 freelist_capacity(u64 bytes) {
  u64 blocks = bytes / BYTES_OF_A_BLOCK + 1;
  return blocks < MOST_BLOCKS ? (u32)blocks : MOST_BLOCKS;
}

void freelist_start(u64 bytes) {
  if (!bytes || allocator_module) return; /* chunks are asked of glibc's own words */
  capacity = freelist_capacity(bytes);
  kept = kernel_anonymous(capacity * sizeof *kept);
  if (!kept) return;
  freelist_bytes = bytes;
  walk_marks = LEDGER_CAREFUL;
}

static u64 chunk_word(u64 address) { return ((const u64 *)address)[-1]; }
static u64 usable(u64 address) { return clear_usable((void *)address) - (chunk_word(address) & CLEAR_MMAPPED ? 8 : 0); }

static int is_kept(u64 address) {
  const u64 *entry = ledger_entry(address);
  u64 value = entry ? *entry : 0;
  return value & LEDGER_KEPT && !ledger_kind(value) && ledger_block(address, value) == address;
}

/* What libc has mapped for a block alone is no part of a heap, so Java reads it as the program's own memory: it is emptied. 0 on success. */
static int empty(u64 address) {
  if (!(chunk_word(address) & CLEAR_MMAPPED)) return 0;
  u64 end = address + usable(address), page = (address + PAGE - 1) & ~(u64)(PAGE - 1);
  if (page > end) page = end;
  memset((void *)address, 0, page - address);
  return page < end && kernel_empty_pages((void *)page, (end - page) & ~(u64)(PAGE - 1)) ? -1 : 0;
}

/* The oldest, if there are more than there may be; 0: none. Lock held. */
static u64 too_many(u64 most_bytes) {
  if (first == next || (volume <= most_bytes && next - first < capacity)) return 0;
  u64 address = kept[first++ % capacity], *entry = ledger_entry(address);
  if (entry) {
    volume -= (u32)*entry;
    ledger_store(entry, *entry & ~LEDGER_KEPT);
  }
  return address;
}

/* In a ready thread. Returns how many. */
static u64 release(struct thread *thread, u64 most_bytes) {
  for (u64 count = 0;; count++) {
    u64 state = thread_enter(thread);
    lock_acquire(&agent_lock);
    u64 address = too_many(most_bytes);
    lock_release(&agent_lock);
    thread_leave(thread, state);
    if (!address) return count;
    allocator.free((void *)address);
  }
}

/* 0: there is no room. If another thread was faster, it is kept already. Lock held. */
static int keep(u64 address, u64 *entry) {
  if (*entry & LEDGER_KEPT) return 1;
  if (next - first >= capacity) return 0;
  ledger_store(entry, *entry | LEDGER_KEPT);
  kept[next++ % capacity] = address;
  volume += (u32)*entry;
  return 1;
}

NOINLINE int freelist_takes(void *block, u64 old) {
  u64 address = (u64)block;
  struct thread *thread = thread_is_over ? NULL : thread_to_record();
  if (!old) return is_kept(address);
  u64 *entry = ledger_entry(address);
  if (!thread || !entry || !*entry || (u32)*entry > freelist_bytes || empty(address)) return 0;
  release(thread, freelist_bytes - (u32)*entry);
  u64 state = thread_enter(thread);
  lock_acquire(&agent_lock);
  int done = keep(address, entry);
  lock_release(&agent_lock);
  thread_leave(thread, state);
  return done;
}

NOINLINE void *freelist_move(void *block, u64 bytes, u64 old) {
  void *moved = bytes ? FREELIST_AGAIN(allocator.malloc(bytes)) : NULL;
  if (bytes && !moved) return NULL;
  if (moved) {
    u64 before = usable((u64)block), after = usable((u64)moved);
    memcpy(moved, block, before < after ? before : after);
  }
  if (!freelist_takes(block, old)) allocator.free(block);
  return moved;
}

NOINLINE int freelist_give_back(void) {
  struct thread *thread = freelist_bytes && !thread_is_over ? thread_to_record() : NULL;
  return thread && release(thread, 0);
}

void freelist_inherit(void) {
  lock_acquire(&agent_lock);
  volume = 0;
  for (u64 at = first; at < next; at++) {
    u64 address = kept[at % capacity], bytes = usable(address);
    u64 known_bytes = bytes < TM_SIZE_ELSEWHERE ? bytes : TM_SIZE_ELSEWHERE - 1;
    if (ledger_add_chunk(address)) continue;
    ledger_store(ledger_entry(address), record_entry(address, known_bytes, LEDGER_KEPT));
    volume += known_bytes;
  }
  lock_release(&agent_lock);
}
