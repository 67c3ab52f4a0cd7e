/* The session's socket: agents connect to it, Java listens on it. It is made before Java runs, so that the program can start while Java is still
 * getting ready. Its abstract name leaves no file behind; nobody can guess it and take its place. */
#ifndef TIDEMARK_SESSION_H
#define TIDEMARK_SESSION_H

enum { SESSION_NAME_BYTES = 33 };

/* A descriptor that listens, and the name under which agents find it; -1 and errno on failure. */
int session_listen(char name[SESSION_NAME_BYTES]);

#endif
