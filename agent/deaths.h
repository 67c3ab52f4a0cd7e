/* Signals that end the process: it is held first, and then dies by the same signal at the same place. */
#pragma once
#include "base.h"

/* Stands in for the default action wherever that ends the process; once per process, in the constructor. */
void deaths_start(void);

/* Finds libc's own functions behind those that are hooked here; 0 on success. */
int deaths_find_originals(void);

typedef void (*deaths_action)(int);
deaths_action bsd_signal(int signal, deaths_action action), sysv_signal(int signal, deaths_action action),
    __sysv_signal(int signal, deaths_action action);
struct sigaction;
int __sigaction(int signal, const struct sigaction *action, struct sigaction *before);
