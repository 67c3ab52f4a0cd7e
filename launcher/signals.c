#include "signals.h"

#include "descriptors.h"

#include <sys/resource.h>
#include <unistd.h>

static int open_descriptor(const sigset_t *watched) {
    return descriptors_move_up(signalfd(-1, watched, SFD_CLOEXEC | SFD_NONBLOCK));
}

/* A blocked signal is queued even if it is ignored (Linux, sig_ignored), so dispositions stay as they were inherited. Two exceptions:
 * an ignored SIGCHLD would let the kernel reap our children, and SIGPIPE is what our own writes to a dead Java raise. */
int signals_hold(struct signals *signals) {
    sigset_t watched;
    sigfillset(&watched);
    sigprocmask(SIG_BLOCK, &watched, &signals->inherited_mask);
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigaction(SIGCHLD, &standard, &signals->inherited_child_action);
    sigemptyset(&signals->passed_on);
    sigdelset(&watched, SIGPIPE);
    signals->descriptor = open_descriptor(&watched);
    return signals->descriptor < 0 ? -1 : 0;
}

bool signals_next(struct signals *signals, struct signalfd_siginfo *info) {
    return read(signals->descriptor, info, sizeof *info) == (ssize_t)sizeof *info;
}

/* A terminal signals its whole foreground group, so the target has the signal already. Only these come from a terminal: an alarm that
 * was set before tidemark was executed is the kernel's, too, and must be passed on. A terminal that goes away tells only the session's
 * leader (Linux, __tty_hangup); if that is us, the target does not know yet. */
bool signals_reached_group(const struct signalfd_siginfo *info) {
    if (info->ssi_code != SI_KERNEL)
        return false;
    switch (info->ssi_signo) {
    case SIGHUP:
        return getsid(0) != getpid();
    case SIGINT:
    case SIGQUIT:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
    case SIGCONT:
    case SIGWINCH:
        return true;
    default:
        return false;
    }
}

void signals_pass_on(struct signals *signals, pid_t target, int number) {
    sigaddset(&signals->passed_on, number);
    kill(target, number);
}

/* timeout(1) and others signal first the process and then its group. When the first signal has ended the target, the second is no wish
 * to end the launcher as well, which is about to report. True once per signal that was passed on. */
bool signals_is_repeated(struct signals *signals, int number) {
    if (!sigismember(&signals->passed_on, number))
        return false;
    sigdelset(&signals->passed_on, number);
    return true;
}

/* Lets the signal do what it would do to a process that has not blocked it: end us, stop us until SIGCONT, or nothing. */
void signals_suffer(int number) {
    sigset_t one;
    sigset_t before;
    sigemptyset(&one);
    sigaddset(&one, number);
    raise(number);
    sigprocmask(SIG_UNBLOCK, &one, &before);
    sigprocmask(SIG_SETMASK, &before, NULL);
}

void signals_die_by(int number) {
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    signal(number, SIG_DFL);
    signals_suffer(number);
    _exit(128 + number);
}

/* For the target, between fork and exec. */
void signals_restore(const struct signals *signals) {
    sigaction(SIGCHLD, &signals->inherited_child_action, NULL);
    sigprocmask(SIG_SETMASK, &signals->inherited_mask, NULL);
}

/* For Java, between fork and exec: a JVM expects what a login shell gives. */
void signals_reset(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    sigset_t none;
    for (int number = 1; number < NSIG; number++)
        sigaction(number, &standard, NULL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}
