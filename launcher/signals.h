/* The launcher's signals. From signals_hold on all of them are blocked and read from a descriptor, so nothing interrupts the launcher
 * and none is lost; a child gets back what the launcher itself was started with. */
#ifndef TIDEMARK_SIGNALS_H
#define TIDEMARK_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/signalfd.h>

struct signals {
    int descriptor;
    sigset_t inherited_mask;
    struct sigaction inherited_child_action;
    sigset_t passed_on;
};

int signals_hold(struct signals *signals);
bool signals_next(struct signals *signals, struct signalfd_siginfo *info);
bool signals_reached_group(const struct signalfd_siginfo *info);
bool signals_is_repeated(struct signals *signals, int number);
void signals_pass_on(struct signals *signals, pid_t target, int number);
void signals_suffer(int number);
void signals_die_by(int number) __attribute__((noreturn));
void signals_restore(const struct signals *signals);
void signals_reset(void);

#endif
