/* Freed blocks that are kept aside before libc gets them, so that no address is used again at once: a pointer that somebody has not cleared
 * leads to no other block then, and a second free is known as one. The oldest go first when there are more than asked for, and all
 * of them when memory is out.
 *
 * A block that is kept has a freed block's entry in the ledger, with a mark. It holds nothing: it is no block. */
#pragma once
#include "base.h"

/* How many bytes of blocks are kept, as they were asked for; 0: none. */
extern HIDDEN u64 freelist_bytes;

/* Once in a process. */
void freelist_start(u64 bytes);
/* How many blocks that can be at most. */
u32 freelist_capacity(u64 bytes);
/* In a forked child with a new ledger: what its parent kept is kept on. */
void freelist_inherit(void);

/* A block has been freed. old: its entry as it was, 0 if it was not known as a live one. 1: libc must not get it, since it is kept, or is freed a
 * second time. */
int freelist_takes(void *block, u64 old);

/* realloc of a known block: it always moves. NULL when memory is out, and then the block is as it was. */
void *freelist_move(void *block, u64 bytes, u64 old);

/* Memory is out. 1: there was something to give back. */
int freelist_give_back(void);

/* An allocation that is tried once more when memory is out. */
#define FREELIST_AGAIN(allocation)                                   \
  ({                                                                 \
    void *got = (allocation);                                        \
    if (UNLIKELY(!got) && freelist_give_back()) got = (allocation);  \
    got;                                                             \
  })
