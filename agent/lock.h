/* The agent's one lock. It guards what only misses change: tables, the tree's growth, modules, thread slots.
 *
 * A thread may take it only while its own hooks are marked busy, so a signal handler that allocates meanwhile never waits for
 * it; and nobody calls the loader while holding it. */
#pragma once
#include "base.h"

struct lock {
  u32 word; /* 0 free, 1 held, 2 held and waited for */
};

void lock_acquire(struct lock *lock);
void lock_release(struct lock *lock);

extern HIDDEN struct lock agent_lock;
