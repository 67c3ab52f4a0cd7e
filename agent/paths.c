#define _GNU_SOURCE
#include "paths.h"
#include "kernel.h"
#include "lock.h"

struct path_table *paths_table;

static struct path_table *new_table(u32 bits) {
  struct path_table *table = kernel_anonymous(sizeof *table + (4ull << bits));
  if (table) table->mask = (1ull << bits) - 1;
  return table;
}

int paths_start(void) {
  struct path_table *table = new_table(14);
  if (!table) return -1;
  paths_table = table;
  return 0;
}

/* A node keeps the low half of its hash, which is more than the table's size takes. */
static void insert(struct path_table *table, u32 hash, u32 node) {
  u64 at = hash & table->mask;
  while (table->slots[at]) at = (at + 1) & table->mask;
  __atomic_store_n(&table->slots[at], node, __ATOMIC_RELEASE);
  table->used++;
}

/* The table may be a little fuller than wished when there is no memory; never full, since then nothing would end a search. */
static int make_room(void) {
  struct path_table *old = paths_table;
  if (old->used * 3 <= old->mask * 2) return 0;
  struct path_table *table = new_table((u32)__builtin_popcountll(old->mask) + 1);
  if (!table) return old->used * 8 < old->mask * 7 ? 0 : -1;
  /* A child that a handler forked in the middle of this has no nodes, and nothing to find by them: without their hashes each would search behind all before it. */
  for (u64 i = 0; i <= old->mask && __atomic_load_n(&ledger.header->magic, __ATOMIC_RELAXED); i++) {
    if (i + 16 <= old->mask) __builtin_prefetch(&ledger.nodes[old->slots[i + 16]]);
    if (old->slots[i]) insert(table, ledger.nodes[old->slots[i]].hash, old->slots[i]);
  }
  __atomic_store_n(&paths_table, table, __ATOMIC_RELEASE);
  /* Whole pages behind the header only: a reader that is still here must keep a mask. */
  u64 first = ((u64)old + sizeof *old + 4095) & ~4095ull, end = ((u64)(old->slots + old->mask + 1)) & ~4095ull;
  if (end > first) kernel_forget_pages((void *)first, end - first);
  return 0;
}

static u32 add_node(u32 parent, u64 frame, u64 hash) {
  struct tm_header *header = ledger.header;
  u32 node = header->node_count;
  if (make_room() || ledger_grow_nodes(node + 1)) {
    ledger_count(&header->paths_dropped);
    return TM_PATH_UNRECORDED;
  }
  ledger.nodes[node] = (struct tm_node){frame, parent, (u32)hash};
  __atomic_store_n(&header->node_count, node + 1, __ATOMIC_RELEASE);
  insert(paths_table, (u32)hash, node);
  return node;
}

NOINLINE u32 paths_child_miss(u32 parent, u64 frame, u64 hash) {
  if (parent == TM_PATH_UNRECORDED) return TM_PATH_UNRECORDED;
  lock_acquire(&agent_lock);
  struct path_table *table = paths_table;
  u32 found = 0;
  u32 slot;
  for (u64 at = hash & table->mask; (slot = table->slots[at]); at = (at + 1) & table->mask) {
    struct tm_node *node = &ledger.nodes[slot];
    if (node->frame == frame && node->parent == parent) {
      found = slot;
      break;
    }
  }
  if (!found) found = add_node(parent, frame, hash);
  lock_release(&agent_lock);
  return found;
}
