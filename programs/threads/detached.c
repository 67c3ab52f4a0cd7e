// Shows: a detached thread that leaks and is gone (the kernel says so) when main returns.
// Verdict: 421 bytes definitely lost.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

volatile pid_t tid;

void leak(void) { malloc(421); }

void *run(void *unused) {
  leak();
  tid = gettid();
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, run, NULL);
  pthread_detach(thread);
  while (tid == 0 || tgkill(getpid(), tid, 0) == 0) sched_yield();
  return 0;
}
