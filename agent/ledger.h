/* The ledger: shared memory that Java reads while the program runs and after it was killed. Its layout: ledger.layout.
 *
 * A process has one ledger and is its only writer; a forked child gets one of its own. Recording a block is one store of
 * eight bytes, so it cannot tear and needs no lock. What is published by a count is written before the count. */
#pragma once
#include "base.h"

struct ledger {
  struct tm_header *header;
  struct tm_thread *threads;
  struct tm_file *files;
  struct tm_instance *instances;
  struct tm_note *notes;
  struct tm_wishes *wishes;
  struct tm_range *root_regions;
  struct tm_wrong_free *wrong_frees;
  struct tm_node *nodes;
};
extern HIDDEN struct ledger ledger;

/* Where the entries of each 64 MiB of address space are: a distance in bytes from `nowhere`, 0 until a block lay there. So who only looks at an
 * entry need not ask: there, none has ever been anything but 0, and none can be written. */
enum { LEDGER_DIRECTORY = 1 << (47 - TM_CHUNK_SPAN_SHIFT) };
struct ledger_directory {
  u64 nowhere[TM_CHUNK_BYTES / 8];
  u64 distance[LEDGER_DIRECTORY];
};
extern HIDDEN struct ledger_directory ledger_directory;

/* The descriptor of a new, empty ledger, for the caller to send and close; or a negative TM_REFUSAL. */
int ledger_create(u64 image_start, u64 image_end, int forked);
/* Once in a process: its forked children know of no entries. fine: whether blocks are another allocator's. 0 on success. */
int ledger_start(int fine);
/* In a forked child, where the parent's ledger is not mapped: memory in its place, for code that a signal handler's fork interrupted. */
void ledger_leave_scratch(void);
/* In a forked child: there is no ledger yet. */
void ledger_abandon(void);
void ledger_note_agent_range(u64 start, u64 end);
/* What another allocator got from the kernel, and gave back. Without a lock: it does both at any time. */
void ledger_note_allocator_range(u64 start, u64 end);
void ledger_forget_allocator_range(u64 start, u64 end);
/* Make records up to `count` writable; 0 on success, -1 when there is no room. Lock held. */
int ledger_grow_nodes(u32 count);
int ledger_grow_files(u32 count);
int ledger_grow_instances(u32 count);
int ledger_grow_wrong_frees(u32 count);

/* Lock held for these. */
void ledger_add_note(const struct tm_note *note);
int ledger_add_chunk(u64 address); /* that has the address; 0 on success */
void ledger_put_large(u64 address, u64 bytes);
u64 ledger_forget_large(u64 address); /* its size */

/* Where blocks are another allocator's, which may lie 8 bytes apart, the entries of each 64 MiB stand here, four times as many. Then the directory
 * above stays empty: recording and forgetting take the slow way, and the usual one knows nothing of this. NULL: they are libc's. */
extern HIDDEN u64 **ledger_fine;

INLINE u32 ledger_granule_shift(void) { return LIKELY(!ledger_fine) ? TM_GRANULE_SHIFT : TM_FINE_GRANULE_SHIFT; }

INLINE void ledger_count(u64 *counter) { __atomic_fetch_add(counter, 1, __ATOMIC_RELAXED); }

INLINE int ledger_covers(u64 address) { return address >> TM_CHUNK_SPAN_SHIFT < LEDGER_DIRECTORY; }

/* Of the entries for an address that the ledger covers. */
INLINE u64 ledger_distance(u64 address) { return ledger_directory.distance[address >> TM_CHUNK_SPAN_SHIFT]; }

/* The entry, to be written only where it is not 0 if the distance may be. */
INLINE u64 *ledger_entry_at(u64 distance, u64 address) {
  u64 granule = (address & ((1u << TM_CHUNK_SPAN_SHIFT) - 1)) >> TM_GRANULE_SHIFT;
  return (u64 *)(void *)((u8 *)ledger_directory.nowhere + (distance + granule * 8));
}

INLINE u64 *ledger_fine_entry(u64 address) {
  u64 *entries = ledger_fine[address >> TM_CHUNK_SPAN_SHIFT];
  return entries ? entries + ((address & ((1u << TM_CHUNK_SPAN_SHIFT) - 1)) >> TM_FINE_GRANULE_SHIFT) : NULL;
}

/* NULL when no block lay in this chunk before. */
INLINE u64 *ledger_entry(u64 address) {
  if (UNLIKELY(!ledger_covers(address))) return NULL;
  u64 distance = ledger_distance(address);
  if (LIKELY(distance != 0)) return ledger_entry_at(distance, address);
  return UNLIKELY(ledger_fine != NULL) ? ledger_fine_entry(address) : NULL;
}

/* Marks in an entry. */
#define LEDGER_NOTED (UINT64_C(1) << TM_ENTRY_NOTED_SHIFT)
#define LEDGER_STAGED (UINT64_C(1) << TM_ENTRY_STAGED_SHIFT)
#define LEDGER_KEPT LEDGER_NOTED /* in a freed block's entry: see freelist.h */
#define LEDGER_CAREFUL (UINT64_C(1) << TM_ENTRY_CAREFUL_SHIFT)

INLINE u32 ledger_kind(u64 entry) { return (u32)(entry >> TM_ENTRY_KIND_SHIFT) & TM_KIND_MASK; }
INLINE u32 ledger_path(u64 entry) { return (u32)(entry >> TM_ENTRY_PATH_SHIFT) & TM_ENTRY_PATH_MASK; }

/* Where the block starts that the entry is about. */
INLINE u64 ledger_block(u64 address_in_granule, u64 entry) {
  return (address_in_granule & -(UINT64_C(1) << ledger_granule_shift())) + (entry >> TM_ENTRY_HALF_SHIFT) * TM_HALF_GRANULE_BYTES;
}

/* How far behind a block's start a pointer into it is recognised as holding it, where notes are made: 1 KiB. */
enum { LEDGER_HELD_BYTES = 1024 };
/* The entry of the live block that contains the address, if it starts at most so many bytes before, in the same chunk; or NULL. */
u64 *ledger_entry_around(u64 address, u32 bytes, u64 *block);

INLINE void ledger_store(u64 *entry, u64 value) {
  __asm__ volatile("movq %[value], %[entry]" : [entry] "=m"(*entry) : [value] "r"(value)); /* one store, with its address in it */
}
