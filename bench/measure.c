/* measure [--preload=LIBRARY] [--set=NAME=VALUE]... [--limit=SECONDS] RESULT PROGRAM [ARGUMENT...]
 *
 * Runs the program and writes to RESULT what it took, a "name value" a line. All tools are measured by it, so that they are measured alike: it stands
 * between the tool and the program where the tool is a library inside the program, and above both where the tool is the process (Valgrind) or where
 * the whole command is asked for.
 *
 *   status         the program's wait status (decimal)
 *   wall_ns        from before the program was started until it had ended
 *   user_us        user and system CPU time of the program and all its descendants, also of those that outlive it: they become
 *   system_us        children of ours, and are waited for
 *   max_rss_kb     peak resident memory of the largest single process of these
 *   instructions   user instructions of these, as `perf stat -e instructions:u` counts them; missing where the machine does not count
 *   given_up       1 if the limit was reached and all of these were killed; otherwise missing
 *
 * It allocates nothing, so that a preloaded tool has no work with it. Its own exit code is the program's, 128 + signal, or 125. */
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { FAILED = 125, ASSIGNMENTS = 16, VARIABLES = 4096, PRELOAD_BYTES = 8192, CHILDREN_BYTES = 4096 };

extern char **environ;

struct order {
    const char *preload; /* NULL = nothing */
    char *assignments[ASSIGNMENTS];
    int assignment_count;
    unsigned limit_seconds; /* 0 = none */
    const char *result;
    char **program;
};

struct taken {
    int status;
    int64_t wall_ns;
    int64_t user_us, system_us, max_rss_kb;
    bool given_up;
};

static volatile sig_atomic_t told_to_stop;

static void fail(const char *what) {
    dprintf(STDERR_FILENO, "measure: %s: %s\n", what, strerror(errno));
    exit(FAILED);
}

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* ---- The program's environment ---- */

static bool is_preload(const char *variable) { return !strncmp(variable, "LD_PRELOAD=", strlen("LD_PRELOAD=")); }

/* Behind what is preloaded already. */
static char *preload_variable(const char *library) {
    static char variable[PRELOAD_BYTES];
    const char *before = getenv("LD_PRELOAD");
    snprintf(variable, sizeof variable, "LD_PRELOAD=%s%s%s", before ? before : "", before && *before ? ":" : "", library);
    return variable;
}

static char **environment_of(const struct order *order) {
    static char *variables[VARIABLES + ASSIGNMENTS + 2];
    int count = 0;
    for (char **variable = environ; *variable && count < VARIABLES; variable++)
        if (!order->preload || !is_preload(*variable))
            variables[count++] = *variable;
    if (order->preload)
        variables[count++] = preload_variable(order->preload);
    for (int i = 0; i < order->assignment_count; i++)
        variables[count++] = order->assignments[i];
    return variables;
}

/* ---- Instructions ---- */

/* Inherited by what is started afterwards, and added up here as it ends. Our own few instructions count as well. */
static int count_instructions(void) {
    struct perf_event_attr event = {
        .size = sizeof event, .type = PERF_TYPE_HARDWARE, .config = PERF_COUNT_HW_INSTRUCTIONS, .inherit = 1, .exclude_kernel = 1, .exclude_hv = 1};
    return (int)syscall(SYS_perf_event_open, &event, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

/* -1 = not counted */
static int64_t instructions(int counter) {
    int64_t count;
    return counter >= 0 && read(counter, &count, sizeof count) == sizeof count && count > 0 ? count : -1;
}

/* ---- Descendants ---- */

static void note_stop(int signal_number) {
    (void)signal_number;
    told_to_stop = 1;
}

static void stop_on(int signal_number) {
    struct sigaction action = {.sa_handler = note_stop}; /* no SA_RESTART: wait4 returns */
    sigaction(signal_number, &action, NULL);
}

static int64_t microseconds(struct timeval time) { return time.tv_sec * 1000000LL + time.tv_usec; }

static void add_usage(struct taken *taken, const struct rusage *usage) {
    taken->user_us += microseconds(usage->ru_utime);
    taken->system_us += microseconds(usage->ru_stime);
    if (usage->ru_maxrss > taken->max_rss_kb)
        taken->max_rss_kb = usage->ru_maxrss;
}

/* Orphans become our children, so to kill all children again and again reaches everything, and nothing that is not ours. */
static void kill_children(void) {
    char list[CHILDREN_BYTES];
    int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    ssize_t bytes = file < 0 ? -1 : read(file, list, sizeof list - 1);
    close(file);
    if (bytes <= 0)
        return;
    list[bytes] = 0;
    for (char *next = list, *end; strtol(next, &end, 10) > 0; next = end)
        kill((pid_t)strtol(next, NULL, 10), SIGKILL);
}

/* Until there is no descendant left. */
static void wait_for_all(pid_t program, int64_t start, struct taken *taken) {
    for (;;) {
        int status;
        struct rusage usage;
        if (told_to_stop) {
            taken->given_up = true;
            kill_children();
        }
        pid_t ended = wait4(-1, &status, 0, &usage);
        if (ended < 0 && errno == ECHILD)
            return;
        if (ended < 0)
            continue;
        if (ended == program) {
            taken->wall_ns = now_ns() - start;
            taken->status = status;
        }
        add_usage(taken, &usage);
    }
}

/* ---- All together ---- */

static struct taken run(const struct order *order) {
    struct taken taken = {0};
    pid_t program;
    char **environment = environment_of(order);
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    stop_on(SIGALRM);
    stop_on(SIGINT);
    stop_on(SIGTERM);
    prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0); /* an interrupted benchmark leaves nothing running */
    alarm(order->limit_seconds);
    int64_t start = now_ns();
    /* Shares our memory until exec, as vfork: a copy of ours would count as the program's peak. */
    if ((errno = posix_spawnp(&program, order->program[0], NULL, NULL, order->program, environment)) != 0)
        fail(order->program[0]);
    wait_for_all(program, start, &taken);
    alarm(0);
    return taken;
}

static void write_result(const char *file, const struct taken *taken, int64_t instruction_count) {
    int result = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (result < 0)
        fail(file);
    dprintf(result, "status %d\nwall_ns %lld\nuser_us %lld\nsystem_us %lld\nmax_rss_kb %lld\n", taken->status, (long long)taken->wall_ns,
            (long long)taken->user_us, (long long)taken->system_us, (long long)taken->max_rss_kb);
    if (instruction_count >= 0)
        dprintf(result, "instructions %lld\n", (long long)instruction_count);
    if (taken->given_up)
        dprintf(result, "given_up 1\n");
    close(result);
}

static const char *value_of(const char *argument, const char *option) {
    size_t length = strlen(option);
    return strncmp(argument, option, length) ? NULL : argument + length;
}

static bool take_option(struct order *order, char *argument) {
    const char *value;
    if ((value = value_of(argument, "--preload=")))
        order->preload = value;
    else if ((value = value_of(argument, "--limit=")))
        order->limit_seconds = (unsigned)atoi(value);
    else if ((value = value_of(argument, "--set=")) && order->assignment_count < ASSIGNMENTS)
        order->assignments[order->assignment_count++] = (char *)value;
    else
        return false;
    return true;
}

int main(int argc, char **argv) {
    struct order order = {0};
    char **next = argv + 1;
    while (*next && take_option(&order, *next))
        next++;
    if (argc < 3 || !next[0] || !next[1]) {
        dprintf(STDERR_FILENO, "usage: measure [--preload=LIBRARY] [--set=NAME=VALUE]... [--limit=SECONDS] RESULT PROGRAM [ARGUMENT...]\n");
        return FAILED;
    }
    order.result = next[0];
    order.program = next + 1;
    int counter = count_instructions();
    struct taken taken = run(&order);
    write_result(order.result, &taken, instructions(counter));
    return WIFEXITED(taken.status) ? WEXITSTATUS(taken.status) : 128 + WTERMSIG(taken.status);
}
