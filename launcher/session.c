#include "session.h"

#include "descriptors.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { RANDOM_BYTES = (SESSION_NAME_BYTES - 1) / 2, WAITING_AGENTS = 4096 };

static const char PREFIX[] = "tidemark-";

static int choose_name(char name[SESSION_NAME_BYTES]) {
    unsigned char bytes[RANDOM_BYTES];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return -1;
    for (size_t i = 0; i < sizeof bytes; i++)
        sprintf(name + 2 * i, "%02x", bytes[i]);
    return 0;
}

int session_listen(char name[SESSION_NAME_BYTES]) {
    struct sockaddr_un address = {.sun_family = AF_UNIX}; /* a path that starts with NUL is abstract */
    if (choose_name(name) < 0)
        return -1;
    snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%s%s", PREFIX, name);
    socklen_t bytes = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(address.sun_path + 1));
    int listener = descriptors_move_up(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (listener < 0)
        return -1;
    if (bind(listener, (struct sockaddr *)&address, bytes) == 0 && listen(listener, WAITING_AGENTS) == 0)
        return listener;
    close(listener);
    return -1;
}
