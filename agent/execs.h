/* Programs that the process becomes or starts with an environment of their own are observed as well; those to be skipped are not. */
#pragma once
#include "base.h"

/* Keeps what such an environment must have, since the process may overwrite its own. session: NULL if children are to be left alone. */
void execs_start(const char *session, char *const *environment);

/* Takes what loads the agent out of the environment with which the process started, so that what it starts is left alone. */
void execs_leave(char **environment);

/* Finds libc's own functions behind those that are hooked here; 0 on success. */
int execs_find_originals(void);
