/* Dynamic symbols of loaded modules, read by hand: dlsym takes the loader's lock, and allocates for a name that it does not find. What is here is
 * called while the loader relocates the agent, when it may not call libc. */
#pragma once
#include <link.h>
#include "base.h"

/* Whether two names are the same. */
int symbols_same(const char *name, const char *other);

struct symbols {
  ElfW(Sym) *table;
  const char *names;
  u32 count;
};

/* 0 on success; -1 for a module without a table that tells how many there are, as the kernel's vdso. */
int symbols_of(const struct link_map *module, struct symbols *symbols);

/* The address of the function that the module itself defines and exports; NULL if it does not. */
void *symbols_function(const struct link_map *module, const char *name);

/* Calls `visit` with each word of the module that the loader fills with the address of a function or variable. A word that is not bound yet leads
 * into the module itself. */
void symbols_bindings(u64 load_address, const void *dynamic_section, void (*visit)(u64 *word, const char *name, void *argument), void *argument);

/* Whether the program's file has a function of that name, exported or not. Of a file without a symbol table nothing is known. */
int symbols_program_has(const char *name);

/* Writes the address of a function into such a word, which the loader may have made read-only. */
void symbols_bind(const struct link_map *module, u64 *word, void *function);
