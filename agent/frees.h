/* Frees that are not as usual: of a block with marks, of one that is not known, and wrong ones, which the ledger tells.
 *
 * A wrong free is told only if it is certain to be one; what is certain stands in frees.c. */
#pragma once
#include "base.h"
#include "walk.h"

/* What free and its like do when forget_usual did not. */
void frees_release(void *block, enum walk_function function, u64 sp, u64 rbp);

/* All of it but that the block is released. */
void frees_forget_only(void *block, enum walk_function function, u64 sp, u64 rbp);

/* The part of it that comes before the block is released. Returns the block's entry as it was, 0 if it was not known, and its size. */
u64 frees_forget(void *block, enum walk_function function, u64 sp, u64 rbp, u64 *bytes);

/* What is kept of a process of which nothing else is wanted: a walk for each of its first frees costs little, one for each of all does not. */
enum { FREES_KEPT_AT_FIRST = 10000 };

/* Once in a process: the paths of the last `count` frees are kept, so that a second free can tell the first. Costs a walk for each free, until
 * there were `limit`. */
void frees_keep_paths(u32 count, u64 limit);

/* In a forked child: its ledger tells of no wrong frees yet. */
void frees_reset(void);
