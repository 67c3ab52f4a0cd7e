/* Starts the target with the agent preloaded: same process group, terminal, descriptors, signal mask and dispositions as the launcher was
 * given. Which program it is follows from Tidemark's arguments alone: the first that is no option. */
#ifndef TIDEMARK_TARGET_H
#define TIDEMARK_TARGET_H

#include "signals.h"

#include <sys/types.h>

/* `order` is what follows the word start: AGENT [NAME=VALUE...]. Returns the pid, or -1 with errno saying why not. */
/* The same without a fork: becomes the program. Returns if that fails, with errno. The agent's path is taken as it is. */
void target_become(char **tidemark_arguments, const char *session, char *order);

/* The path of the agent as LD_PRELOAD can have it; NULL and errno on failure. It may be good only as long as we live. */
char *target_preloadable(const char *agent);

pid_t target_start(char **tidemark_arguments, const char *session, char *order, const struct signals *signals);

#endif
