/* The launcher stands between whoever calls Tidemark and the program that it observes: it starts Java and, at Java's word, the target, and is to
 * the outside what the target would be. It stops when the target stops, passes on what it is sent, and ends as the target ended, unless Java
 * gives another exit code.
 *
 *     launcher JAVA_ARGUMENTS... -- TIDEMARK_ARGUMENTS...
 *
 * It waits in one place, for the next signal or the next line. It does not know the ledger, nor options but --log-fd and --in-place. If it is killed, the target
 * goes on and Java reads the end of its standard input; if Java is gone, the target goes on unobserved. A Java that gives no sign of life, since it was stopped or
 * hangs, is killed: the kernel then lets go of what Java has stopped, and agents find nobody to wait for. */
#include "arguments.h"
#include "channel.h"
#include "java.h"
#include "life.h"
#include "place.h"
#include "session.h"
#include "signals.h"
#include "target.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_BAD_OPTIONS = 1, EXIT_TIDEMARK_FAILED = 125 };

struct child {
    pid_t pid; /* 0 = not started */
    bool ended;
    int status;
};

struct launcher {
    char **tidemark_arguments;
    struct session session;
    struct place place;
    struct channel channel;
    struct signals signals;
    struct child java;
    struct child target;
    struct life life;
    bool java_was_mute;
    bool target_stopped;
    bool told_java_gone;
    bool exit_ordered;
    bool started_in_place;
    int exit_code; /* -1 = as the target */
    int unchecked_code; /* what a program that succeeds exits with if Java is gone: 0 unless the user asks for a verdict */
};

static bool target_runs(const struct launcher *launcher) {
    return launcher->target.pid && !launcher->target.ended;
}

static void say(const char *sentence) {
    dprintf(STDERR_FILENO, "tidemark: %s\n", sentence);
}

/* ---- Java's orders ---- */

/* The program is no child of ours: Java sees its end for itself, as if we were gone, and all that is left is to hear when Java is. */
static void start_in_place(struct launcher *launcher, char *order) {
    int error = place_start(&launcher->place, launcher->session.word, order);
    if (error) {
        channel_send(&launcher->channel, "failed", error);
        return;
    }
    launcher->started_in_place = true;
    channel_send(&launcher->channel, "started", launcher->place.pid);
    close(launcher->channel.to_java);
}

static void start_target(struct launcher *launcher, char *order) {
    pid_t pid = target_start(launcher->tidemark_arguments, launcher->session.word, order, &launcher->signals);
    if (pid < 0) {
        channel_send(&launcher->channel, "failed", errno);
        return;
    }
    launcher->target.pid = pid;
    channel_send(&launcher->channel, "started", pid);
}

static void order_exit(struct launcher *launcher, char *rest) {
    const char *code = channel_word(&rest);
    launcher->exit_ordered = true;
    launcher->exit_code = code ? atoi(code) & 0xff : -1;
}

static void order_unchecked(struct launcher *launcher, char *rest) {
    const char *code = channel_word(&rest);
    launcher->unchecked_code = code ? atoi(code) & 0xff : 0;
}

static void obey(struct launcher *launcher, char *line) {
    char *rest = line;
    const char *word = channel_word(&rest);
    life_spoke(&launcher->life);
    if (word && !strcmp(word, "alive"))
        return;
    if (word && !strcmp(word, "start") && !launcher->target.pid && launcher->place.socket >= 0)
        start_in_place(launcher, rest);
    else if (word && !strcmp(word, "start") && !launcher->target.pid)
        start_target(launcher, rest);
    else if (word && !strcmp(word, "exit"))
        order_exit(launcher, rest);
    else if (word && !strcmp(word, "unchecked"))
        order_unchecked(launcher, rest);
    else
        dprintf(STDERR_FILENO, "tidemark: Java gave the launcher an order that it does not know: %s\n", word ? word : "");
}

static void hear_java(struct launcher *launcher) {
    char *line;
    channel_fill(&launcher->channel);
    while ((line = channel_next(&launcher->channel)))
        obey(launcher, line);
}

static void end_mute_java(struct launcher *launcher) {
    if (launcher->java.ended || channel_is_closed(&launcher->channel) || !life_is_over(&launcher->life, launcher->java.pid))
        return;
    launcher->java_was_mute = true;
    kill(launcher->java.pid, SIGKILL);
    channel_close(&launcher->channel);
}

/* ---- What becomes of the children ---- */

static void collect_java(struct launcher *launcher) {
    struct child *java = &launcher->java;
    if (!java->ended && waitpid(java->pid, &java->status, WNOHANG) == java->pid)
        java->ended = true;
}

static void target_ended(struct launcher *launcher, int status) {
    launcher->target.ended = true;
    launcher->target.status = status;
    channel_send(&launcher->channel, "ended", status);
}

/* Stops with the target, so that a shell with job control sees its job stop; SIGCONT lets us go on from here. The stop that a terminal
 * sent to us as well is pending and goes the same way: stop signals are not queued twice. */
static void collect_target(struct launcher *launcher) {
    int status;
    while (target_runs(launcher) &&
           waitpid(launcher->target.pid, &status, WNOHANG | WUNTRACED | WCONTINUED) == launcher->target.pid) {
        launcher->target_stopped = WIFSTOPPED(status);
        if (WIFSTOPPED(status))
            signals_suffer(WSTOPSIG(status));
        else if (!WIFCONTINUED(status))
            target_ended(launcher, status);
    }
}

static void collect_children(struct launcher *launcher) {
    collect_target(launcher);
    collect_java(launcher);
}

/* ---- Signals ---- */

/* A shell continues the whole group, and then the target goes on already (the kernel signals a group's youngest process first): passing
 * SIGCONT on would run its handler twice. */
static void continue_target(struct launcher *launcher) {
    collect_target(launcher);
    if (launcher->target_stopped && target_runs(launcher))
        kill(launcher->target.pid, SIGCONT);
}

static void take_signal(struct launcher *launcher, const struct signalfd_siginfo *info) {
    int number = (int)info->ssi_signo;
    if (number == SIGCHLD)
        collect_children(launcher);
    else if (!target_runs(launcher)) {
        if (!signals_is_repeated(&launcher->signals, number))
            signals_suffer(number);
    } else if (number == SIGCONT)
        continue_target(launcher);
    else if (!signals_reached_group(info))
        signals_pass_on(&launcher->signals, launcher->target.pid, number);
}

static void take_signals(struct launcher *launcher) {
    struct signalfd_siginfo info;
    while (signals_next(&launcher->signals, &info))
        take_signal(launcher, &info);
}

/* ---- The end ---- */

static __attribute__((noreturn)) void leave(const struct launcher *launcher, int code) {
    if (launcher->place.socket >= 0 && !launcher->started_in_place)
        place_exit(&launcher->place, code);
    exit(code);
}

static void exit_as(int status) {
    if (WIFSIGNALED(status))
        signals_die_by(WTERMSIG(status));
    exit(WEXITSTATUS(status));
}

/* A program that was not checked must not look like a clean one. */
static void exit_unchecked(const struct launcher *launcher) {
    if (launcher->target.status == 0 && launcher->unchecked_code)
        exit(launcher->unchecked_code);
    exit_as(launcher->target.status);
}

static void tell_java_gone(struct launcher *launcher) {
    if (launcher->told_java_gone)
        return;
    launcher->told_java_gone = true;
    session_remove_file(&launcher->session);
    const char *what = launcher->java_was_mute ? "gave no sign of life for 5 seconds and was ended" : "is gone";
    if (target_runs(launcher))
        dprintf(STDERR_FILENO, "tidemark: NOT CHECKED: its Java session %s; the program goes on unobserved, there will be no report\n", what);
    else
        dprintf(STDERR_FILENO, "tidemark: NOT CHECKED: its Java session %s, and there is no report\n", what);
}

/* Java ended without an order: the JVM could not start, was killed, or was stopped and ended by us. */
static void exit_without_java(const struct launcher *launcher) {
    int status = launcher->java.status;
    session_remove_file(&launcher->session);
    if (launcher->java_was_mute)
        say("its Java session gave no sign of life and was ended before the program was started");
    else if (WIFEXITED(status))
        dprintf(STDERR_FILENO, "tidemark: its Java session ended (exit code %d) before the program was started; if it lacks memory "
                               "or threads, see ulimit -v and -u and the container's limits\n", WEXITSTATUS(status));
    else
        dprintf(STDERR_FILENO, "tidemark: its Java session was killed by signal %d before the program was started; if it lacks "
                               "memory, see the container's limits\n",
                WTERMSIG(status));
    leave(launcher, EXIT_TIDEMARK_FAILED);
}

static void exit_if_all_is_done(struct launcher *launcher) {
    bool java_gone = channel_is_closed(&launcher->channel) && !launcher->exit_ordered;
    if (java_gone && (launcher->target.pid || launcher->started_in_place))
        tell_java_gone(launcher);
    if (target_runs(launcher))
        return;
    if (launcher->started_in_place && (launcher->exit_ordered || java_gone))
        exit(0);
    if (launcher->exit_ordered && launcher->exit_code >= 0)
        leave(launcher, launcher->exit_code);
    if (launcher->target.ended && launcher->exit_ordered)
        exit_as(launcher->target.status);
    if (launcher->target.ended && java_gone)
        exit_unchecked(launcher);
    if (!launcher->target.pid && launcher->java.ended && java_gone)
        exit_without_java(launcher);
}

/* ---- The loop ---- */

static void wait_and_react(struct launcher *launcher) {
    struct pollfd events[] = {
        {.fd = launcher->signals.descriptor, .events = POLLIN},
        {.fd = launcher->channel.from_java, .events = POLLIN}, /* poll passes over a negative descriptor */
    };
    if (poll(events, 2, LIFE_TICK_MILLIS) < 0)
        return;
    if (events[0].revents)
        take_signals(launcher);
    if (events[1].revents)
        hear_java(launcher);
    end_mute_java(launcher);
}

/* Cuts the arguments at the first "--" and returns what follows it. */
static char **split_arguments(char **arguments) {
    for (; *arguments; arguments++)
        if (!strcmp(*arguments, "--")) {
            *arguments = NULL;
            return arguments + 1;
        }
    return NULL;
}

/* Java gets both parts without what divides them. */
static char **java_arguments(char **own, char **tidemark_arguments, int count) {
    char **all = calloc((size_t)count + 1, sizeof *all);
    char **next = all;
    if (!all)
        return NULL;
    while (*own)
        *next++ = *own++;
    while (*tidemark_arguments)
        *next++ = *tidemark_arguments++;
    return all;
}

/* Where Java writes; -1 if what --log-fd names is not open, which is said. */
static int report_descriptor(char **tidemark_arguments) {
    const char *value = arguments_option(tidemark_arguments, "--log-fd=");
    char *end;
    long descriptor = value ? strtol(value, &end, 10) : STDERR_FILENO;
    if (!value || end == value || *end)
        return STDERR_FILENO; /* Java says what is wrong with it */
    if (descriptor >= 0 && descriptor <= INT_MAX && fcntl((int)descriptor, F_GETFD) >= 0)
        return (int)descriptor;
    dprintf(STDERR_FILENO, "tidemark: --log-fd=%s: descriptor %s is not open\n", value, value);
    return -1;
}

int main(int argc, char **argv) {
    static struct launcher launcher = {.exit_code = -1, .place.socket = -1};
    launcher.tidemark_arguments = split_arguments(argv + 1);
    if (argc < 2 || !launcher.tidemark_arguments) {
        say("usage: launcher JAVA_ARGUMENTS... -- TIDEMARK_ARGUMENTS... (started by the script tidemark)");
        return EXIT_TIDEMARK_FAILED;
    }
    int report = report_descriptor(launcher.tidemark_arguments);
    if (report < 0)
        return EXIT_BAD_OPTIONS;
    const char *in_place = arguments_option(launcher.tidemark_arguments, "--in-place=");
    if (in_place && !strcmp(in_place, "yes"))
        launcher.place = place_take(launcher.tidemark_arguments);
    char **java = java_arguments(argv + 1, launcher.tidemark_arguments, argc);
    if (!java || session_listen(&launcher.session) < 0 || signals_hold(&launcher.signals) < 0 ||
        (launcher.java.pid = java_start(java, &launcher.session, report, &launcher.channel)) < 0) {
        dprintf(STDERR_FILENO, "tidemark: cannot start Java: %s\n", strerror(errno));
        leave(&launcher, EXIT_TIDEMARK_FAILED);
    }
    free(java);
    life_begin(&launcher.life);
    close(launcher.session.listener); /* they are Java's: with Java gone, agents find nobody */
    if (launcher.session.file_listener >= 0)
        close(launcher.session.file_listener);
    for (;;) {
        wait_and_react(&launcher);
        exit_if_all_is_done(&launcher);
    }
}
