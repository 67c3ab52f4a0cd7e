/* Processes that go to the background: daemon() and setsid(). */
#pragma once
#include "base.h"

/* Finds libc's own functions behind those that are hooked here; 0 on success. */
int daemons_find_originals(void);

void daemons_after_fork_in_parent(void);
