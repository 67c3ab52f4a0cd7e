/* The process's other threads, stopped from inside while the session reads the process: where the kernel refuses it to trace. */
#pragma once
#include "base.h"

/* What they wait on; known to the session, so that it sees who waits. */
extern HIDDEN u32 others_word;

/* Asks every other thread to wait. Those that block the signal, or that a debugger keeps from it, do not. */
void others_stop(void);

/* Lets them go on, if they were asked. */
void others_release(void);
