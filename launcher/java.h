/* Starts the Java session: in a session of its own, so that the terminal's signals are not for it; its standard input and its descriptor
 * 3 are the channel, descriptors 4 and 5 are the listening sockets, TIDEMARK_SESSION names the session,
 * standard output and error are the launcher's, all else is closed. */
#ifndef TIDEMARK_JAVA_H
#define TIDEMARK_JAVA_H

#include "channel.h"
#include "session.h"

#include <sys/types.h>

pid_t java_start(char **argv, const struct session *session, struct channel *channel);

#endif
