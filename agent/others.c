/* The signal is SIGURG: nothing happens by default, and a debugger passes it on without a word. A program that handles it itself keeps it, and its threads run on.
 * The registers of a thread that waits lie on its stack, where the kernel put them for the handler. */
#define _GNU_SOURCE
#include "others.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include "kernel.h"

enum { STOPPING = 1, RELEASED = 2, SAFE_SECONDS = 60 };
u32 others_word; /* 0: nobody was asked */
static struct sigaction before;

static void wait_here(int signal) {
  (void)signal;
  struct timespec patience = {SAFE_SECONDS, 0};
  while (__atomic_load_n(&others_word, __ATOMIC_ACQUIRE) == STOPPING)
    if (kernel_call(SYS_futex, (long)&others_word, FUTEX_WAIT_PRIVATE, STOPPING, (long)&patience, 0, 0) == -ETIMEDOUT) return;
}

static int take_signal(void) {
  struct sigaction action;
  if (sigaction(SIGURG, NULL, &before) || before.sa_handler != SIG_DFL) return -1;
  memset(&action, 0, sizeof action);
  action.sa_handler = wait_here;
  action.sa_flags = SA_RESTART | SA_ONSTACK;
  sigfillset(&action.sa_mask);
  return sigaction(SIGURG, &action, NULL);
}

static int number(const char *digits) {
  int value = 0;
  for (; *digits >= '0' && *digits <= '9'; digits++) value = value * 10 + *digits - '0';
  return value;
}

struct entry { /* of getdents64(2) */
  u64 inode, offset;
  u16 bytes;
  u8 kind;
  char name[];
};

static void ask(const char *entries, long bytes) {
  int pid = kernel_pid(), self = kernel_tid();
  for (long at = 0; at < bytes; at += ((const struct entry *)(const void *)(entries + at))->bytes) {
    int tid = number(((const struct entry *)(const void *)(entries + at))->name);
    if (tid && tid != self) kernel_call(SYS_tgkill, pid, tid, SIGURG, 0, 0, 0);
  }
}

void others_stop(void) {
  _Alignas(8) char entries[4096];
  long bytes;
  if (others_word == STOPPING || take_signal()) return;
  __atomic_store_n(&others_word, STOPPING, __ATOMIC_RELEASE);
  int folder = (int)kernel_call(SYS_openat, AT_FDCWD, (long)"/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0, 0, 0);
  if (folder < 0) return;
  while ((bytes = kernel_call(SYS_getdents64, folder, (long)entries, sizeof entries, 0, 0, 0)) > 0) ask(entries, bytes);
  kernel_call(SYS_close, folder, 0, 0, 0, 0, 0);
}

void others_release(void) {
  if (others_word != STOPPING) return;
  __atomic_store_n(&others_word, RELEASED, __ATOMIC_RELEASE);
  kernel_call(SYS_futex, (long)&others_word, FUTEX_WAKE_PRIVATE, 0x7fffffff, 0, 0, 0);
  sigaction(SIGURG, &before, NULL);
}
