#include "session.h"

#include "descriptors.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { RANDOM_BYTES = (SESSION_NAME_BYTES - 1) / 2, WAITING_AGENTS = 4096 };

static const char PREFIX[] = "tidemark-";

static int choose(char word[SESSION_NAME_BYTES]) {
    unsigned char bytes[RANDOM_BYTES];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return -1;
    for (size_t i = 0; i < sizeof bytes; i++)
        sprintf(word + 2 * i, "%02x", bytes[i]);
    return 0;
}

static int listen_on(const struct sockaddr_un *address, socklen_t bytes) {
    int listener = descriptors_move_up(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (listener < 0)
        return -1;
    if (bind(listener, (const struct sockaddr *)address, bytes) == 0 && listen(listener, WAITING_AGENTS) == 0)
        return listener;
    int error = errno;
    close(listener);
    errno = error;
    return -1;
}

static int listen_on_name(const char *name) {
    struct sockaddr_un address = {.sun_family = AF_UNIX}; /* a path that starts with NUL is abstract */
    snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%s%s", PREFIX, name);
    return listen_on(&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(address.sun_path + 1)));
}

/* Everybody may connect: what he says counts only with the key. */
static int listen_on_file(char path[SESSION_PATH_BYTES], const char *folder, const char *name) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (snprintf(path, SESSION_PATH_BYTES, "%s/%s%s", folder, PREFIX, name) < SESSION_PATH_BYTES) {
        strcpy(address.sun_path, path);
        int listener = listen_on(&address, sizeof address);
        if (listener >= 0 && chmod(path, 0666) == 0)
            return listener;
        if (listener >= 0) {
            unlink(path);
            close(listener);
        }
    }
    *path = 0;
    return -1;
}

/* Where the launcher lies, and with it the agent's library. */
static int own_folder(char folder[SESSION_PATH_BYTES]) {
    ssize_t bytes = readlink("/proc/self/exe", folder, SESSION_PATH_BYTES - 1);
    if (bytes <= 0 || bytes == SESSION_PATH_BYTES - 1)
        return -1;
    folder[bytes] = 0;
    *strrchr(folder, '/') = 0;
    return 0;
}

int session_listen(struct session *session) {
    char name[SESSION_NAME_BYTES], key[SESSION_NAME_BYTES], folder[SESSION_PATH_BYTES];
    if (choose(name) < 0 || choose(key) < 0 || (session->listener = listen_on_name(name)) < 0)
        return -1;
    session->file_listener = own_folder(folder) == 0 ? listen_on_file(session->path, folder, name) : -1;
    if (session->file_listener < 0)
        session->file_listener = listen_on_file(session->path, "/tmp", name);
    snprintf(session->word, sizeof session->word, "%s:%s:%s", name, key, session->path);
    return 0;
}

void session_remove_file(const struct session *session) {
    if (*session->path)
        unlink(session->path);
}
