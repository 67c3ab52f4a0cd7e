/* The session's sockets: agents connect to them, Java listens on them. They are made before Java
 * runs, so that the program can start while Java is still getting ready.
 *
 * The first has an abstract name. It leaves no file behind, and only processes of this network
 * namespace reach it. The second is a file for all others; Java removes it. It lies in the folder of
 * the agent's library if that can be written, since whoever loads the library sees that folder.
 *
 * Everybody can read the name of the first (/proc/net/unix), so the name proves nothing. The key does:
 * only what descends from the program has it, in an environment that the kernel shows to nobody but
 * the process's own user. */
#ifndef TIDEMARK_SESSION_H
#define TIDEMARK_SESSION_H

enum { SESSION_NAME_BYTES = 33, SESSION_PATH_BYTES = 108, SESSION_WORD_BYTES = 2 * SESSION_NAME_BYTES + SESSION_PATH_BYTES };

struct session {
    int listener;
    int file_listener; /* -1 = there is none */
    char path[SESSION_PATH_BYTES]; /* of the second socket; empty = there is none */
    char word[SESSION_WORD_BYTES]; /* NAME:KEY:PATH, as TIDEMARK_SESSION has it */
};

/* 0, or -1 and errno. Without the second socket it is a success, too. */
int session_listen(struct session *session);

/* For the case that Java is gone and cannot. */
void session_remove_file(const struct session *session);

#endif
