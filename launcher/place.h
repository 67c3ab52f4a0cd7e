/* With --in-place=yes the program takes the place of the command: it has its pid and its parent, who sees it run and end. Whoever started the command
 * waits in place_wait to become the program; the launcher is a grandchild of his that init has adopted, so that the program has no child that it did
 * not make, and is in a session of its own, out of reach of the terminal's signals. Both speak over a socket: one line to the place, START ORDER or
 * EXIT CODE, and back the error of an exec that failed; one that succeeds closes it. */
#ifndef TIDEMARK_PLACE_H
#define TIDEMARK_PLACE_H

#include <sys/types.h>

struct place {
    int socket; /* -1 = the program is to be our child */
    pid_t pid;
};

/* Returns in the launcher alone. */
struct place place_take(char **tidemark_arguments);

/* Has the program started; 0 or its errno. `order` is what follows Java's word start. */
int place_start(const struct place *place, const char *session, char *order);

void place_exit(const struct place *place, int code);

#endif
