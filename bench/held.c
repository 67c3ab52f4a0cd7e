/* Preloaded behind Tidemark's agent: how long the process was held at its end is added as a line, in nanoseconds, to the file that BENCH_HELD names.
 *
 * The agent's constructor runs after ours, since libraries are initialised from the last to the first, and exit handlers run in reverse: so the agent,
 * which holds the process in its exit handler, stands between our destructor (which all handlers of constructors come after) and our exit
 * handler. Other destructors that run after ours count as well; they are short. A process that ends by _exit writes nothing. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

extern int __cxa_atexit(void (*function)(void *), void *argument, void *module);

static char file_name[PATH_MAX];
static long long destructor_ns;

static long long now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void tell(void *argument) {
    (void)argument;
    int file = open(file_name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file < 0 || !destructor_ns)
        return;
    dprintf(file, "%lld\n", now_ns() - destructor_ns);
    close(file);
}

/* The name early: PHP frees its environment before it ends. */
__attribute__((constructor)) static void start(void) {
    const char *name = getenv("BENCH_HELD");
    snprintf(file_name, sizeof file_name, "%s", name ? name : "");
    __cxa_atexit(tell, NULL, NULL);
}

__attribute__((destructor)) static void note_time(void) { destructor_ns = now_ns(); }
