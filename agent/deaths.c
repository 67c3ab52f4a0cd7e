/* The default action of most signals is to end the process, which nothing in it can see. So a handler of ours stands in the kernel where the
 * program has SIG_DFL. The functions that read and set dispositions keep this from the program: they are libc's own, and afterwards what
 * they found of ours becomes SIG_DFL, and where they have put SIG_DFL ours is put again. A signal in between ends the process unheld. */
#define _GNU_SOURCE
#include "deaths.h"
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include "agent.h"
#include "hold.h"
#include "kernel.h"

#define BIT(signal) (1ull << (signal))

/* SIGKILL cannot be caught; real-time signals are left to the program. */
static const u64 deadly = BIT(SIGHUP) | BIT(SIGINT) | BIT(SIGQUIT) | BIT(SIGILL) | BIT(SIGTRAP) | BIT(SIGABRT) | BIT(SIGBUS) | BIT(SIGFPE) |
                          BIT(SIGUSR1) | BIT(SIGSEGV) | BIT(SIGUSR2) | BIT(SIGPIPE) | BIT(SIGALRM) | BIT(SIGTERM) | BIT(SIGSTKFLT) |
                          BIT(SIGXCPU) | BIT(SIGXFSZ) | BIT(SIGVTALRM) | BIT(SIGPROF) | BIT(SIGIO) | BIT(SIGPWR) | BIT(SIGSYS);

static int (*libc_sigaction)(int, const struct sigaction *, struct sigaction *);

static void set_default(int signal) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  libc_sigaction(signal, &action, NULL);
}

/* The same signal once more, with all that came with it. It is blocked until the handler returns, and comes where it came first. */
static void send_again(int signal, const siginfo_t *info) {
  int pid = kernel_pid(), tid = kernel_tid();
  if (kernel_call(SYS_rt_tgsigqueueinfo, pid, tid, signal, (long)info, 0, 0)) kernel_call(SYS_tgkill, pid, tid, signal, 0, 0, 0);
}

static void die(int signal, siginfo_t *info, void *context) {
  ucontext_t *interrupted = context;
  /* The first process of a container survives what it has no handler for, though it may be the forked child of one that does not. */
  if (kernel_pid() != 1) hold_at_signal((u32)signal, interrupted);
  set_default(signal);
  send_again(signal, info);
  sigdelset(&interrupted->uc_sigmask, signal); /* sigsuspend and its like come back with the mask that was before them */
}

static int is_deadly(int signal) { return signal > 0 && signal < 64 && deadly & BIT(signal); }

/* On the alternate stack, if the program has one: it may run its code on stacks that have no room for a handler. */
static void watch(int signal) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = die;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigfillset(&action.sa_mask);
  libc_sigaction(signal, &action, NULL);
}

static int is_watched(int signal) { return is_deadly(signal) && agent_state == AGENT_RECORDING && kernel_pid() != 1; }

static deaths_action seen_by_program(deaths_action action) { return action == (deaths_action)(void *)die ? SIG_DFL : action; }

/* ---- What the program calls ---- */

static int act(int signal, const struct sigaction *action, struct sigaction *before) {
  if (deaths_find_originals()) {
    errno = ENOSYS;
    return -1;
  }
  /* The program may have both in one place, and libc reads neither for a signal that there is not. */
  int to_default = is_deadly(signal) && action && action->sa_handler == SIG_DFL;
  int result = libc_sigaction(signal, action, before);
  if (result) return result;
  if (before && before->sa_sigaction == die) {
    memset(before, 0, sizeof *before);
    before->sa_handler = SIG_DFL;
  }
  if (to_default && is_watched(signal)) watch(signal);
  return 0;
}

EXPORT int sigaction(int signal, const struct sigaction *action, struct sigaction *before) { return act(signal, action, before); }
EXPORT int __sigaction(int signal, const struct sigaction *action, struct sigaction *before) { return act(signal, action, before); }

static deaths_action set(deaths_action (*libc)(int, deaths_action), int signal, deaths_action action) {
  deaths_action before = libc(signal, action);
  if (before != SIG_ERR && action == SIG_DFL && is_watched(signal)) watch(signal);
  return seen_by_program(before);
}

static deaths_action (*libc_signal)(int, deaths_action), (*libc_sysv_signal)(int, deaths_action), (*libc_sigset)(int, deaths_action);

#define SETTER(name, libc)                                    \
  EXPORT deaths_action name(int signal, deaths_action action) { \
    return deaths_find_originals() ? SIG_ERR : set(libc, signal, action); \
  }

SETTER(signal, libc_signal)
SETTER(bsd_signal, libc_signal)
SETTER(ssignal, libc_signal)
SETTER(sysv_signal, libc_sysv_signal)
SETTER(__sysv_signal, libc_sysv_signal)
SETTER(sigset, libc_sigset)

/* ---- Start ---- */

int deaths_find_originals(void) {
  if (libc_sigset) return 0;
  libc_sigaction = (int (*)(int, const struct sigaction *, struct sigaction *))dlsym(RTLD_NEXT, "sigaction");
  libc_signal = (deaths_action (*)(int, deaths_action))dlsym(RTLD_NEXT, "signal");
  libc_sysv_signal = (deaths_action (*)(int, deaths_action))dlsym(RTLD_NEXT, "sysv_signal");
  libc_sigset = (deaths_action (*)(int, deaths_action))dlsym(RTLD_NEXT, "sigset");
  return libc_sigaction && libc_signal && libc_sysv_signal && libc_sigset ? 0 : -1;
}

void deaths_start(void) {
  if (deaths_find_originals()) return;
  for (int signal = 1; signal < 64; signal++) {
    struct sigaction before;
    if (is_watched(signal) && !libc_sigaction(signal, NULL, &before) && before.sa_handler == SIG_DFL) watch(signal);
  }
}
