#include "rules.h"
#include "kernel.h"
#include "ledger.h"
#include "lock.h"
#include "paths.h"
#include "starts.h"

enum { DROPPED = 1 };

struct rule_table *rules_table;

static struct rule_table *new_table(u32 bits) {
  struct rule_table *table = kernel_anonymous(sizeof *table + (sizeof(struct rule_entry) << bits));
  if (table) table->mask = (1ull << bits) - 1;
  return table;
}

int rules_start(void) {
  struct rule_table *table = new_table(13);
  if (!table) return -1;
  rules_table = table;
  return 0;
}

static void insert(struct rule_table *table, const struct rule_entry *rule, struct module *module) {
  u64 at = rules_slot(rule->key, table->mask);
  while (table->entries[at].key > DROPPED) at = (at + 1) & table->mask;
  struct rule_entry *entry = &table->entries[at];
  if (!entry->key) table->used++;
  entry->rule = rule->rule;
  entry->frame = rule->frame;
  entry->module = modules_slot(module);
  entry->next = module->first_rule;
  module->first_rule = (u32)at + 1;
  __atomic_store_n(&entry->key, rule->key, __ATOMIC_RELEASE);
}

static u64 count_valid(const struct rule_table *table) {
  u64 valid = 0;
  for (u64 i = 0; i <= table->mask; i++) valid += table->entries[i].key > DROPPED;
  return valid;
}

/* Moves what is still valid to a new table, a larger one if much is. The old one stays for readers that are still in it. */
static int make_room(void) {
  struct rule_table *old = rules_table;
  if (old->used * 4 <= old->mask * 3) return 0;
  u32 bits = (u32)__builtin_popcountll(old->mask);
  struct rule_table *table = new_table(count_valid(old) * 2 > old->mask ? bits + 1 : bits);
  if (!table) return -1;
  for (u32 slot = 0; slot < modules_slots(); slot++) modules_in_slot(slot)->first_rule = 0;
  for (u64 i = 0; i <= old->mask; i++)
    if (old->entries[i].key > DROPPED) insert(table, &old->entries[i], modules_in_slot(old->entries[i].module));
  __atomic_store_n(&rules_table, table, __ATOMIC_RELEASE);
  u64 first = ((u64)old->entries + 4095) & ~4095ull, end = (u64)(old->entries + old->mask + 1) & ~4095ull;
  if (end > first) kernel_forget_pages((void *)first, end - first);
  return 0;
}

u64 rules_frame(const struct module *module, u64 return_address) {
  if (!module) return (u64)TM_FRAME_ADDRESS_MARK << TM_FRAME_ADDRESS_BITS | (return_address & ((1ull << TM_FRAME_ADDRESS_BITS) - 1));
  return (u64)module->number << TM_FRAME_OFFSET_BITS | ((return_address - module->load_address) & ((1ull << TM_FRAME_OFFSET_BITS) - 1));
}

static u64 frame_of(const struct module *module, u64 key, union rule rule) {
  u64 pc = key & ~RULES_EXACT, mark = rule.kind == RULE_NO_CFI ? TM_FRAME_UNDESCRIBED : 0;
  return starts_covers(pc) ? PATHS_NO_FRAME : rules_frame(module, pc + (key >> 63)) | mark;
}

NOINLINE void rules_miss(u64 key, struct rule_found *found, struct cfi_row *row, struct cfi_work *work) {
  u64 pc = key & ~RULES_EXACT, lookup = key & RULES_EXACT ? pc : pc - 1;
  lock_acquire(&agent_lock);
  struct module *module = modules_at(lookup);
  union rule rule = {.word = 0};
  rule.kind = RULE_NO_CFI;
  if (module) rule = rule_compile(&module->span, pc, lookup, row, work);
  u64 named = rule.kind == RULE_START ? key | RULES_EXACT : key;
  struct rule_entry entry = {.key = key, .rule = rule.word, .frame = frame_of(module, named, rule)};
  if (module && !rules_entry(rules_table, key) && !make_room()) insert(rules_table, &entry, module);
  lock_release(&agent_lock);
  *found = (struct rule_found){entry.rule, entry.frame};
}

void rules_forget(struct module *module) {
  u32 next = module->first_rule;
  while (next) {
    struct rule_entry *entry = &rules_table->entries[next - 1];
    next = entry->next;
    __atomic_store_n(&entry->key, DROPPED, __ATOMIC_RELEASE);
  }
  module->first_rule = 0;
}
