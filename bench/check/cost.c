/* Runs commands in turn and tells what each cost: the time until it ended, the processor time of all its descendants, also of those that outlive it, and
 * the largest resident size of one that outlived it. Of ./tidemark that is the Java session.
 *
 *     cost ROUNDS COMMAND... [--- COMMAND...]
 *
 * Their output is thrown away. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS = 8, ROUNDS = 100 };

struct cost {
    double wall_ms, cpu_ms, peak_mb;
};

static double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double ms(struct timeval time) { return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3; }

static void become(char **command) {
    int null = open("/dev/null", O_RDWR);
    dup2(null, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    execvp(command[0], command);
    _exit(127);
}

static struct cost run(char **command) {
    struct cost cost = {0};
    double start = now_ms();
    pid_t child = fork(), ended;
    if (child == 0) become(command);
    int status;
    struct rusage use;
    while ((ended = wait4(-1, &status, 0, &use)) > 0) {
        if (ended == child && WIFEXITED(status) && WEXITSTATUS(status) == 127) exit(1);
        if (ended == child) cost.wall_ms = now_ms() - start;
        cost.cpu_ms += ms(use.ru_utime) + ms(use.ru_stime);
        double mb = (double)use.ru_maxrss / 1024;
        if (ended != child && mb > cost.peak_mb) cost.peak_mb = mb;
    }
    return cost;
}

static int rising(const void *a, const void *b) { return (*(const double *)a > *(const double *)b) - (*(const double *)a < *(const double *)b); }

static void print(const char *name, double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, rising);
    printf("  %s %.0f (%.0f to %.0f)", name, values[count / 2], values[0], values[count - 1]);
}

int main(int argc, char **argv) {
    static struct cost costs[COMMANDS][ROUNDS];
    char **commands[COMMANDS];
    int count = 0, rounds = argc > 2 ? atoi(argv[1]) : 0;
    if (rounds < 1 || rounds > ROUNDS) return 2;
    commands[count++] = argv + 2;
    for (char **word = argv + 2; *word; word++)
        if (!strcmp(*word, "---") && count < COMMANDS) {
            *word = NULL;
            commands[count++] = word + 1;
        }
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < count; i++) costs[i][round] = run(commands[i]);
    for (int i = 0; i < count; i++) {
        double wall[ROUNDS], cpu[ROUNDS], peak[ROUNDS];
        for (int round = 0; round < rounds; round++) {
            wall[round] = costs[i][round].wall_ms;
            cpu[round] = costs[i][round].cpu_ms;
            peak[round] = costs[i][round].peak_mb;
        }
        for (char **word = commands[i]; *word; word++) printf("%s ", *word);
        printf("\n");
        print("wall ms", wall, rounds);
        print("processor ms", cpu, rounds);
        print("session's peak MB", peak, rounds);
        printf("\n");
    }
    return 0;
}
