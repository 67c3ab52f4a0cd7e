/* The tree of call paths: a node is a frame and its caller's node. Equal paths have equal nodes.
 *
 * A node is found by the hash of its whole path, so that the places of all new frames of a walk can be fetched at once; the
 * hash is only a hint, parent and frame are compared. Readers take no lock; an old table is never unmapped, only emptied, so a
 * reader that still looks there finds nothing and asks again under the lock. */
#pragma once
#include "base.h"
#include "ledger.h"

struct path_table {
  u64 mask, used;
  u32 slots[]; /* nodes; 0 = empty */
};
extern HIDDEN struct path_table *paths_table;

int paths_start(void);

#define PATHS_HASH_FACTOR 0x9E3779B97F4A7C15ull

/* Hash of the path that ends in each root (PATH_COMPLETE, PATH_CUT, ...). */
INLINE u64 paths_root_hash(u32 root) { return 0x243F6A8885A308D3ull + root; }

/* The frame of code that paths leave out: its place in them is its caller's. No module has code at its first byte. */
#define PATHS_NO_FRAME 0

INLINE u64 paths_hash(u64 parent_hash, u64 frame) {
  if (UNLIKELY(frame == PATHS_NO_FRAME)) return parent_hash;
  u64 mixed = (parent_hash ^ frame) * PATHS_HASH_FACTOR;
  return mixed ^ (mixed >> 32);
}

u32 paths_child_miss(u32 parent, u64 frame, u64 hash);

INLINE u32 paths_child(u32 parent, u64 frame, u64 hash) {
  if (UNLIKELY(frame == PATHS_NO_FRAME)) return parent;
  struct path_table *table = paths_table;
  u32 slot;
  for (u64 at = hash & table->mask; (slot = table->slots[at]); at = (at + 1) & table->mask) {
    struct tm_node *node = &ledger.nodes[slot];
    if (LIKELY(node->frame == frame && node->parent == parent)) return slot;
  }
  return paths_child_miss(parent, frame, hash);
}

INLINE void paths_prefetch_slot(u64 hash) { __builtin_prefetch(&paths_table->slots[hash & paths_table->mask]); }

INLINE void paths_prefetch_node(u64 hash) {
  struct path_table *table = paths_table;
  __builtin_prefetch(&ledger.nodes[table->slots[hash & table->mask]]);
}
