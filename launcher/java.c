#include "java.h"

#include "descriptors.h"
#include "signals.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { JAVA_CHANNEL = 3, JAVA_LISTENER = 4, JAVA_FILE_LISTENER = 5, JAVA_NOT_STARTED = 125 };

/* What the user's own Java programs or other tools are told this way is not meant for our JVM. */
static const char *const NOT_FOR_JAVA[] = {
    "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH", "LD_PRELOAD",
};

static void clean_environment(void) {
    for (size_t i = 0; i < sizeof NOT_FOR_JAVA / sizeof *NOT_FOR_JAVA; i++)
        unsetenv(NOT_FOR_JAVA[i]);
}

/* A limit that is meant for the program would end Java; the hard one binds both, unless we are privileged. */
static void raise_limits(void) {
    static const int LIMITS[] = {RLIMIT_AS, RLIMIT_DATA, RLIMIT_FSIZE, RLIMIT_NOFILE};
    for (size_t i = 0; i < sizeof LIMITS / sizeof *LIMITS; i++) {
        struct rlimit limit;
        if (getrlimit(LIMITS[i], &limit) < 0)
            continue;
        struct rlimit most = {RLIM_INFINITY, RLIM_INFINITY};
        limit.rlim_cur = limit.rlim_max;
        if (setrlimit(LIMITS[i], &most) < 0)
            setrlimit(LIMITS[i], &limit);
    }
}

static void become_java(char **argv, int input, int output, const struct session *session, int report) {
    setsid();
    raise_limits();
    signals_reset();
    dup2(report, STDERR_FILENO); /* first: it may be one of those that follow */
    dup2(input, STDIN_FILENO);
    dup2(output, JAVA_CHANNEL);
    dup2(session->listener, JAVA_LISTENER);
    close(JAVA_FILE_LISTENER);
    if (session->file_listener >= 0)
        dup2(session->file_listener, JAVA_FILE_LISTENER);
    close_range(JAVA_FILE_LISTENER + 1, ~0U, 0);
    clean_environment();
    setenv("TIDEMARK_SESSION", session->word, 1);
    execv(argv[0], argv);
    dprintf(STDERR_FILENO, "tidemark: cannot start Java (%s): %s\n", argv[0], strerror(errno));
    _exit(JAVA_NOT_STARTED);
}

pid_t java_start(char **argv, const struct session *session, int report, struct channel *channel) {
    int to_java[2];
    int from_java[2];
    if (descriptors_pipe(to_java) < 0 || descriptors_pipe(from_java) < 0)
        return -1;
    pid_t java = fork();
    if (java == 0)
        become_java(argv, to_java[0], from_java[1], session, report);
    close(to_java[0]);
    close(from_java[1]);
    channel_open(channel, to_java[1], from_java[0]);
    return java;
}
