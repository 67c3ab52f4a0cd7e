/* Addresses of freed blocks that still stand where what is noted at an unloading or at a thread's end is looked for: in the variables of modules
 * that can be unloaded, and in the frames of other threads.
 *
 * A note says that a word held a block. If malloc hands out the address of a freed block again while such a word still has it, the word seems to hold
 * the new block. So the agent keeps such blocks aside for a while, as far as it sees them without slowing the program: where a free's path is kept
 * anyway, and where an allocation makes a new path. What is not seen only makes a cause less certain. */
#pragma once
#include "walk.h"

/* At an allocation with a new path, before the block is recorded: the block, or another one of that size in its place. Not in a busy thread. */
void *stale_avoid(struct thread *thread, void *block, u64 bytes, enum walk_function function);

/* Whether a block of that size may have to be kept aside at all. */
int stale_is_needed(u64 bytes);

/* At a free, when the block is forgotten and that is so: 1 if it is kept aside and must not be released now. */
int stale_keep(struct thread *thread, void *block, u64 bytes);

/* The program uses an address that is no block's: what is kept there is released, so that libc sees what it sees without us. */
void stale_let_go(void *block);

/* In a forked child: what the parent kept stays where it is. */
void stale_reset(void);
