/* Which module instance an address belongs to, and when instances come and go.
 *
 * The loader is asked by _dl_find_object (glibc 2.35), which takes no lock. That something changed is seen from the loader's own
 * counters, so dlopen need not be interposed (which would change the caller's search path). An instance is discovered when a
 * walk first meets it; all functions here are called with the agent's lock held. */
#pragma once
#include "base.h"
#include "cfi.h"

/* Counters of the loader: objects loaded so far, and objects loaded now (with the padding behind that number, which is 0). Together they change
 * with every load and unload. */
extern HIDDEN const volatile u64 *modules_loads, *modules_resident;

/* Both in one number: never the same again unless both are, since never so many objects are loaded at once. Never 0 or 1. */
INLINE u64 modules_state(void) {
  u64 state;
  __asm__ volatile("imulq $0x7fffffff, %[loads], %[state]\n\taddq %[resident], %[state]"
                   : [state] "=&r"(state)
                   : [loads] "m"(*modules_loads), [resident] "m"(*modules_resident)
                   : "cc");
  return state;
}

/* From here on no thread is ready to record, until they are resumed. */
void modules_stop(void);
void modules_resume(void);

struct module {
  struct cfi_span span; /* its mapping, and where its unwind information starts (0: none that can be trusted) */
  u64 link_map;
  u64 load_address;
  u32 number;      /* of the instance in the ledger */
  u32 live;
  u32 first_rule;  /* head of the chain of its rules in rules_table */
};

/* Until this has found the loader's counters, loads and unloads go unnoticed. -1: this loader is not known. */
int modules_find_counters(void);

/* NULL when the address is in no module (generated code), or there is no room to record it. */
struct module *modules_at(u64 address);

/* Whether the address is in a segment of the module, and not only between its first and its last. */
int modules_covers(const struct module *module, u64 address);

/* Slots are used again after their instance was retired. */
u32 modules_slot(const struct module *module);
struct module *modules_in_slot(u32 slot);
u32 modules_slots(void);

/* After the counters moved: retires instances that are gone, calling `forget` for each. Returns how many are gone. */
u32 modules_retire(void (*forget)(struct module *));

/* In a forked child: all instances are unknown to the new ledger. */
void modules_reset(void);
