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
extern HIDDEN struct rule_table *rules_table;

int rules_start(void);
struct rule_found;
/* Finds out the rule of a pc, and keeps it if that can be done. */
void rules_miss(u64 key, struct rule_found *found, struct cfi_row *row, struct cfi_work *work);
void rules_forget(struct module *module);
/* A frame as the ledger encodes it; module: NULL outside of all. */
u64 rules_frame(const struct module *module, u64 return_address);

INLINE u64 rules_slot(u64 key, u64 mask) { return ((key * 0x9E3779B97F4A7C15ull) >> 40) & mask; }

/* What a walk needs of a rule. */
struct rule_found {
  u64 rule, frame;
};

INLINE struct rule_entry *rules_entry(struct rule_table *table, u64 key) {
  for (u64 at = rules_slot(key, table->mask);; at = (at + 1) & table->mask) {
    u64 seen = __atomic_load_n(&table->entries[at].key, __ATOMIC_ACQUIRE);
    if (LIKELY(seen == key)) return &table->entries[at];
    if (!seen) return NULL;
  }
}

/* 1 when it was there. The table may be emptied meanwhile by another thread that made a larger one: then the key is gone, too. */
INLINE int rules_find(u64 key, struct rule_found *found) {
  struct rule_entry *entry = rules_entry(rules_table, key);
  if (UNLIKELY(!entry)) return 0;
  *found = (struct rule_found){entry->rule, entry->frame};
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  return LIKELY(__atomic_load_n(&entry->key, __ATOMIC_RELAXED) == key);
}
