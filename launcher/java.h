/* Starts the Java session: in a session of its own, so that the terminal's signals are not for it; its standard input and its descriptor
 * 3 are the channel, descriptors 4 and 5 are the listening sockets, TIDEMARK_SESSION names the session,
 * standard output is the launcher's, standard error as well or what --log-fd names, all else is closed. */
#ifndef TIDEMARK_JAVA_H
#define TIDEMARK_JAVA_H

#include "channel.h"
#include "session.h"

#include <sys/types.h>

/* report: the descriptor that becomes its standard error. */
pid_t java_start(char **argv, const struct session *session, int report, struct channel *channel);

#endif
