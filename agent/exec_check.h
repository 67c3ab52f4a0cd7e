/* What the session is to know before exec replaces the process's image: all, with --check-at-exec; or that a program comes that is skipped. */
#pragma once
#include "base.h"

/* Whether it is wanted: once per process, in the constructor. */
void exec_check_start(int wanted);

/* In a hook of exec: holds the process, or says that it leaves, if the file looks as if it could be executed. name: NULL if it is not known.
 * function: the hook, whose caller's state counts. Returns what exec_check_failed() is to be told if exec returns. */
int exec_check_begin(u64 function, const char *name, int skipped);

/* The exec failed, so that the process goes on; keeps errno. */
void exec_check_failed(int begun);
