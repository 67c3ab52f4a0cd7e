/* The parent ends inside libc's daemon(), where no hook of ours is called but the handlers of fork: it is held in the parent's. A process that makes a session
 * of its own, as daemons do, is observed from then on and not only from its first allocation: what it forks meanwhile would be unknown if it has none. */
#define _GNU_SOURCE
#include "daemons.h"
#include <dlfcn.h>
#include <errno.h>
#include <unistd.h>
#include "agent.h"
#include "hold.h"
#include "thread.h"

static int (*libc_daemon)(int, int);
static pid_t (*libc_setsid)(void);
static __thread struct {
  u8 in_call, held;
} here __attribute__((tls_model("initial-exec")));

int daemons_find_originals(void) {
  if (libc_setsid) return 0;
  libc_daemon = (int (*)(int, int))dlsym(RTLD_NEXT, "daemon");
  libc_setsid = (pid_t (*)(void))dlsym(RTLD_NEXT, "setsid");
  return libc_daemon && libc_setsid ? 0 : -1;
}

/* Also called where fork failed. */
void daemons_after_fork_in_parent(void) {
  if (here.in_call) here.held = (u8)hold_before((u64)&daemon, TM_HOLD_DAEMON);
}

EXPORT int daemon(int keep_folder, int keep_output) {
  if (daemons_find_originals()) {
    errno = ENOSYS;
    return -1;
  }
  here.in_call = 1;
  here.held = 0;
  int result = libc_daemon(keep_folder, keep_output);
  here.in_call = 0;
  if (here.held) hold_was_in_vain(); /* in a child it is not set */
  if (!result) thread_prepare();
  return result;
}

EXPORT pid_t setsid(void) {
  if (daemons_find_originals()) {
    errno = ENOSYS;
    return -1;
  }
  pid_t result = libc_setsid();
  if (result > 0 && agent_was_forked()) thread_prepare();
  return result;
}
