/* What the stacks of threads held that end. */
#pragma once
#include "base.h"

/* Once in a process, when it is known where glibc keeps what about a thread. */
void ends_start(void);
/* Finds libc's own functions behind those that are hooked here; 0 on success. */
int ends_find_originals(void);
