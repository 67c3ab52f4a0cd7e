#include "target.h"

#include "arguments.h"
#include "channel.h"
#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The loader splits LD_PRELOAD at blanks and colons and knows no escape. A path with one of them is given as a descriptor of the
 * launcher, which lives as long as the target. Closed on exec all the same: the path goes through our /proc entry. */
char *target_preloadable(const char *agent) {
    char *path;
    if (!strpbrk(agent, " :\t\n"))
        return strdup(agent);
    int descriptor = descriptors_move_up(open(agent, O_RDONLY | O_CLOEXEC));
    if (descriptor < 0)
        return NULL;
    return asprintf(&path, "/proc/%d/fd/%d", (int)getpid(), descriptor) < 0 ? NULL : path;
}

/* What a session around ours has told its agent. */
static const char *const OUTER[] = {
    "TIDEMARK_OWN", "TIDEMARK_TARGET", "TIDEMARK_LEAVE_CHILDREN", "TIDEMARK_KEEP_MODULES", "TIDEMARK_FREED_PATHS",
    "TIDEMARK_SKIP", "TIDEMARK_SKIP_BY_ARGUMENT", "TIDEMARK_CHECK_AT_EXEC", "TIDEMARK_LIBRARY",
};

static bool is_agent(const char *library) {
    const char *slash = strrchr(library, '/');
    const char *name = slash ? slash + 1 : library;
    int end = 0;
    sscanf(library, "/proc/%*[^/]/fd/%*d%n", &end);
    return !strcmp(name, "libtidemark.so") || !strcmp(name, "libtidemark-debug.so") || (end && !library[end]);
}

/* Our agent, then what was there but for the agent of a session around ours. */
static int set_preload(const char *agent_path) {
    const char *before = getenv("LD_PRELOAD");
    char *value = malloc(strlen(agent_path) + (before ? strlen(before) : 0) + 2);
    char *rest = before ? strdup(before) : NULL;
    if (!value || (before && !rest))
        return -1;
    char *end = stpcpy(value, agent_path);
    char *library;
    for (char *at = rest; at && (library = strsep(&at, ": "));)
        if (*library && !is_agent(library))
            end = stpcpy(stpcpy(end, ":"), library);
    free(rest);
    int result = setenv("LD_PRELOAD", value, 1);
    free(value);
    return result;
}

/* putenv keeps the strings, which lie in the channel's line: this runs in the child only, whose copy nobody changes before exec. */
static int set_environment(const char *agent_path, const char *session, char *assignments) {
    for (size_t i = 0; i < sizeof OUTER / sizeof *OUTER; i++)
        unsetenv(OUTER[i]);
    if (set_preload(agent_path) < 0 || setenv("TIDEMARK_SESSION", session, 1) < 0)
        return -1;
    char *assignment;
    while ((assignment = channel_word(&assignments)))
        if (putenv(assignment) != 0)
            return -1;
    return 0;
}

static void tell(int pipe_end, int error) {
    ssize_t written;
    do
        written = write(pipe_end, &error, sizeof error);
    while (written < 0 && errno == EINTR);
}

/* execvp runs what has no known format by /bin/sh, as a shell does. */
static void become_program(char **program, const struct signals *signals, int failure_pipe) {
    signals_restore(signals);
    execvp(program[0], program);
    tell(failure_pipe, errno);
    _exit(127);
}

/* 0 when the program runs: a successful exec closes the pipe unwritten. */
static int failure_of(int pipe_end) {
    int error = 0;
    ssize_t count;
    do
        count = read(pipe_end, &error, sizeof error);
    while (count < 0 && errno == EINTR);
    close(pipe_end);
    return error;
}

static pid_t started(pid_t child, int failure_pipe) {
    int error = failure_of(failure_pipe);
    if (!error)
        return child;
    waitpid(child, NULL, 0);
    errno = error;
    return -1;
}

void target_become(char **tidemark_arguments, const char *session, char *order) {
    char **program = arguments_program(tidemark_arguments);
    const char *agent = channel_word(&order);
    errno = EINVAL;
    if (*program && agent && set_environment(agent, session, order) == 0)
        execvp(program[0], program);
}

pid_t target_start(char **tidemark_arguments, const char *session, char *order, const struct signals *signals) {
    char **program = arguments_program(tidemark_arguments);
    const char *agent = channel_word(&order);
    int failure_pipe[2];
    if (!*program || !agent) {
        errno = EINVAL;
        return -1;
    }
    char *agent_path = target_preloadable(agent);
    if (!agent_path || descriptors_pipe(failure_pipe) < 0)
        return -1;
    pid_t child = fork();
    if (child == 0) {
        if (set_environment(agent_path, session, order) == 0)
            become_program(program, signals, failure_pipe[1]);
        tell(failure_pipe[1], errno);
        _exit(127);
    }
    free(agent_path);
    close(failure_pipe[1]);
    return child < 0 ? -1 : started(child, failure_pipe[0]);
}
