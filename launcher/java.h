/* Starts the Java session: in a session of its own, so that the terminal's signals are not for it; its standard input and its descriptor
 * 3 are the channel, descriptor 4 is the listening socket, standard output and error are the launcher's, all else is closed. */
#ifndef TIDEMARK_JAVA_H
#define TIDEMARK_JAVA_H

#include "channel.h"

#include <sys/types.h>

pid_t java_start(char **argv, int listener, struct channel *channel);

#endif
