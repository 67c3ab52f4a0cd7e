#include "place.h"

#include "channel.h"
#include "descriptors.h"
#include "target.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_TIDEMARK_FAILED = 125 };

static void fail(const char *what) {
    dprintf(STDERR_FILENO, "tidemark: cannot give its place to the program: %s: %s\n", what, strerror(errno));
    exit(EXIT_TIDEMARK_FAILED);
}

/* The launcher tells Java what went wrong, which then has us exit. */
static void obey(int socket, char **tidemark_arguments, char *line) {
    char *rest = line;
    const char *word = channel_word(&rest);
    if (word && !strcmp(word, "exit"))
        exit(atoi(channel_word(&rest)));
    const char *session = channel_word(&rest);
    target_become(tidemark_arguments, session, rest);
    int error = errno;
    if (write(socket, &error, sizeof error) < 0)
        fail("the launcher is gone");
}

static __attribute__((noreturn)) void wait_for_orders(int socket, char **tidemark_arguments) {
    static struct channel channel;
    channel_open(&channel, socket, socket);
    while (!channel_is_closed(&channel)) {
        char *line;
        channel_fill(&channel);
        while ((line = channel_next(&channel)))
            obey(socket, tidemark_arguments, line);
    }
    dprintf(STDERR_FILENO, "tidemark: its launcher ended before the program was started\n");
    exit(EXIT_TIDEMARK_FAILED);
}

struct place place_take(char **tidemark_arguments) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        fail("socketpair");
    int ours = descriptors_move_up(ends[0]), theirs = descriptors_move_up(ends[1]);
    struct place place = {.socket = ours, .pid = getpid()};
    pid_t child = fork();
    if (ours < 0 || theirs < 0 || child < 0)
        fail("fork");
    if (child > 0) {
        close(ours);
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
            continue;
        wait_for_orders(theirs, tidemark_arguments);
    }
    if (fork() != 0)
        _exit(0);
    close(theirs);
    setsid();
    return place;
}

/* As channel_word decodes it. */
static void write_encoded(FILE *line, const char *word) {
    for (; *word; word++)
        if (strchr(" \n%", *word))
            fprintf(line, "%%%02X", (unsigned char)*word);
        else
            fputc(*word, line);
}

static int send_order(const struct place *place, const char *session, const char *agent, const char *rest) {
    char *text = NULL;
    size_t bytes;
    FILE *line = open_memstream(&text, &bytes);
    int result = -1;
    if (line) {
        fputs("start ", line);
        write_encoded(line, session);
        fputc(' ', line);
        write_encoded(line, agent);
        fprintf(line, " %s\n", rest ? rest : "");
        if (fclose(line) == 0)
            result = send(place->socket, text, bytes, MSG_NOSIGNAL) == (ssize_t)bytes ? 0 : -1;
    }
    free(text);
    return result;
}

int place_start(const struct place *place, const char *session, char *order) {
    const char *word = channel_word(&order);
    char *agent = word ? target_preloadable(word) : NULL;
    if (!agent || send_order(place, session, agent, order) < 0)
        return errno;
    free(agent);
    int error = 0;
    ssize_t count;
    do
        count = recv(place->socket, &error, sizeof error, 0);
    while (count < 0 && errno == EINTR);
    return count == sizeof error ? error : 0;
}

void place_exit(const struct place *place, int code) {
    char line[32];
    int length = snprintf(line, sizeof line, "exit %d\n", code);
    send(place->socket, line, (size_t)length, MSG_NOSIGNAL);
}
