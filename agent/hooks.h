/* The functions that the program calls in place of libc's. */
#pragma once
#include "base.h"

/* Tells the walker which frame each function that allocates or frees is, once the agent's own module instance is known. */
void hooks_name_functions(u32 instance, u64 load_address);

/* Tells Java, in a new ledger, where blocks are forgotten and recorded anew. */
void hooks_publish_realloc(void);

/* The functions to which libc's own symbols are redirected as well. */
struct hook {
  const char *name;
  void *function;
};
extern HIDDEN const struct hook hooks[];
extern HIDDEN const u32 hook_count;
/* From which of them on: with an allocator other than libc's, libc's own is left alone. */
u32 hooks_first_of_libc(void);
/* Finds what the agent must call in libc under a name that it defines itself; before libc is redirected. */
int hooks_find_originals(void);
