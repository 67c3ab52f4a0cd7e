// Shows: a thread that blocks all signals and waits when main returns, with a block that its stack alone holds.
// Verdict: 463 bytes still reachable; 464 definitely lost.
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static int ready[2], never[2];

void leak(void) { malloc(464); }

void *wait_deaf(void *unused) {
  void *volatile held = malloc(463);
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, NULL);
  leak();
  write(ready[1], "", 1);
  read(never[0], &(char){0}, 1);
  return held ? unused : NULL;
}

int main(void) {
  pthread_t thread;
  pipe(ready);
  pipe(never);
  pthread_create(&thread, NULL, wait_deaf, NULL);
  read(ready[0], &(char){0}, 1);
  return 0;
}
