// Shows: a signal handler that forks, and whose child goes on where the signal came: in the middle of malloc, too.
// Verdict: none leak. Each child allocates and must end as it would alone.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 100 };
static const struct itimerval soon = {{0, 0}, {0, 1000}};
static volatile int children, failed, is_child;

static void fork_here(int signal) {
  (void)signal;
  pid_t child = fork();
  int status;
  if (!child) {
    is_child = 1;
  } else {
    children++;
    if (waitpid(child, &status, 0) != child || status) failed++;
    setitimer(ITIMER_REAL, &soon, NULL); /* once: what was interrupted must get on */
  }
}

static void allocate(int depth) {
  if (depth) allocate(depth - 1);
  else free(malloc(761));
  __asm__ volatile("" : : : "memory");
}

int main(void) {
  struct sigaction action = {.sa_handler = fork_here, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  setitimer(ITIMER_REAL, &soon, NULL);
  for (int i = 0; children < CHILDREN && !is_child; i++) allocate(i % 50);
  if (is_child) {
    for (int i = 0; i < 50; i++) allocate(i);
    _exit(0);
  }
  signal(SIGALRM, SIG_IGN);
  printf("%d children failed\n", failed);
  return 0;
}
