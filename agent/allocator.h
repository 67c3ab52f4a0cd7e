/* The functions that allocate the program's blocks: those that it would call without the agent.
 *
 * They are libc's, or those of an allocator that stands between the agent and libc in the loader's order of lookup: preloaded or linked. They are
 * called by pointers, as libc's would be through the table of imports, so the choice costs nothing. */
#pragma once
#include <link.h>
#include "base.h"

struct allocator {
  void *(*malloc)(size_t), (*free)(void *), *(*calloc)(size_t, size_t), *(*realloc)(void *, size_t);
  void *(*memalign)(size_t, size_t), *(*aligned_alloc)(size_t, size_t), *(*valloc)(size_t), *(*pvalloc)(size_t);
  int (*posix_memalign)(void **, size_t, size_t); /* NULL: there is only libc's, which calls memalign */
};
extern HIDDEN struct allocator allocator;

/* The module of an allocator other than libc's; NULL: it is libc's. */
extern HIDDEN const struct link_map *allocator_module;
/* A module whose malloc everybody calls in place of ours, since it stands in front of the agent; NULL: there is none. */
extern HIDDEN const struct link_map *allocator_in_front;

/* Whoever else defines functions of libc's name. NULL when the loader does not tell. */
const struct link_map *allocator_libc(void);
