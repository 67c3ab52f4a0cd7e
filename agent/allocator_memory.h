/* What memory an allocator other than libc's has of the kernel: its blocks, what is free between them, and what it notes of both. None of it
 * holds a block but as far as it is one. */
#pragma once
#include <link.h>
#include "base.h"

/* From now on what the module asks of the kernel, by functions that it imports, is noted in the ledger. first: of all modules, in the order of
 * lookup. */
void allocator_memory_watch(const struct link_map *allocator, const struct link_map *first);
