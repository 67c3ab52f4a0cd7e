/* A way to use descriptors where the program has as many open as it may (ulimit -n). */
#pragma once
#include "base.h"

/* Runs the function in a thread of ours that has a table of descriptors of its own, and waits for it; returns what it returns, or -EMFILE. All signals are
 * blocked there, and there is no thread-local storage of its own. */
long crowded_run(long (*function)(void *), void *argument);
/* There: closes all that the program has open, but for one; -1: all. */
void crowded_make_room(int kept);
