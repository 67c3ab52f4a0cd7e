/* The end of a process: it is held there until Java has taken what it needs. */
#pragma once
#include "base.h"

/* Registers for exit and quick_exit; 0 on success. */
int hold_register(void);
/* Tells Java, in a new ledger, where glibc lists the stacks of threads. */
void hold_publish_stacks(void);
