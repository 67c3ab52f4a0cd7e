/* The end of a process: it is held there until Java has taken what it needs. */
#pragma once
#include <ucontext.h>
#include "base.h"

/* Registers for exit and quick_exit; 0 on success. */
int hold_register(void);
/* Holds a thread that is about to die by the signal which interrupted it. Async-signal-safe. */
void hold_at_signal(u32 signal, const ucontext_t *interrupted);
/* Tells Java, in a new ledger, where glibc lists the stacks of threads. */
void hold_publish_stacks(void);
