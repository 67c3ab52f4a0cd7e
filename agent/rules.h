/* The cache from a pc to its unwind rule and its frame (module instance and offset).
 *
 * Insert-only for readers, who take no lock; an unload drops the rules of that module only. Code in no module is never cached:
 * a later load may put a module there. */
#pragma once
#include "base.h"
#include "modules.h"
#include "rule.h"

/* A pc at which execution was interrupted, not one behind a call. */
#define RULES_EXACT (1ull << 63)

struct rule_entry {
  u64 key;    /* pc, with RULES_EXACT; 0 = empty, 1 = dropped */
  u64 rule;
  u64 frame;  /* as the ledger encodes frames */
  u32 next;   /* index + 1 of the next rule of the same module */
  u32 module; /* modules_slot */
};

struct rule_table {
  u64 mask, used;
  u64 reserved[2];
  struct rule_entry entries[];
};
extern struct rule_table *rules_table;

int rules_start(void);
/* Finds out the rule of a pc, and keeps it, or else returns it in `uncached`. */
struct rule_entry *rules_miss(u64 key, struct rule_entry *uncached, struct cfi_row *row, struct cfi_work *work);
void rules_forget(struct module *module);

INLINE u64 rules_slot(u64 key, u64 mask) { return ((key * 0x9E3779B97F4A7C15ull) >> 40) & mask; }

INLINE struct rule_entry *rules_find(struct rule_table *table, u64 key) {
  for (u64 at = rules_slot(key, table->mask);; at = (at + 1) & table->mask) {
    u64 seen = __atomic_load_n(&table->entries[at].key, __ATOMIC_ACQUIRE);
    if (LIKELY(seen == key)) return &table->entries[at];
    if (!seen) return NULL;
  }
}
