/* The end of a process: it is held there until Java has taken what it needs. */
#pragma once
#include <ucontext.h>
#include "base.h"

/* Registers for exit and quick_exit; 0 on success. */
int hold_register(void);
/* Holds a thread that is about to die by the signal which interrupted it. Async-signal-safe. */
void hold_at_signal(u32 signal, const ucontext_t *interrupted);
/* Holds a process that is about to end or to become another program, unless the call fails: then hold_was_in_vain() is to be called. function: the
 * hook, a frame further out, whose caller's state counts. 0: it was not held. */
int hold_before(u64 function, u32 reason);
/* Says that the process becomes a program that is not observed, unless exec fails: as above. */
int hold_is_left(void);
/* Keeps errno. */
void hold_was_in_vain(void);
/* Tells Java, in a new ledger, where glibc lists the stacks of threads. */
void hold_publish_stacks(void);
