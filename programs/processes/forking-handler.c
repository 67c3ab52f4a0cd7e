// Shows: a signal handler that forks, and whose child goes on where the signal came: in the middle of malloc, or, with "regions", of LeakSanitizer's functions, which
// a second thread calls as well all the time, so that one of the two mostly waits for the other. Each call of malloc has another path, which takes a tool long.
// Verdict: each child leaks 762 bytes and must end as it would alone.
#include <pthread.h>
#include <sanitizer/lsan_interface.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#pragma weak __lsan_register_root_region
#pragma weak __lsan_unregister_root_region

enum { CHILDREN = 100, DEPTH = 24 };
static const struct itimerval soon = {{0, 0}, {0, 1000}};
static volatile int children, failed, is_child;

static void fork_here(int number) {
  (void)number;
  pid_t child = fork();
  int status;
  if (!child) {
    is_child = 1;
    signal(SIGALRM, SIG_DFL);
    alarm(10); /* one that hangs fails */
  } else {
    children++;
    if (waitpid(child, &status, 0) != child || status) {
      failed++;
      children = CHILDREN; /* the others would wait as long */
    }
    if (children < CHILDREN) setitimer(ITIMER_REAL, &soon, NULL); /* once: what was interrupted must get on */
  }
}

static void go_on(unsigned way, int depth);

static void left(unsigned way, int depth) { go_on(way >> 1, depth - 1); }
static void right(unsigned way, int depth) { go_on(way >> 1, depth - 1); }

static void go_on(unsigned way, int depth) {
  if (!depth) free(malloc(761));
  else if (way & 1) left(way, depth);
  else right(way, depth);
  __asm__ volatile("" : : : "memory");
}

static void allocate(unsigned *seed) {
  *seed = *seed * 1664525 + 1013904223;
  go_on(*seed >> 8, DEPTH);
}

static void change_regions(unsigned *variable) {
  if (!__lsan_register_root_region) return;
  __lsan_register_root_region(variable, sizeof *variable);
  __lsan_unregister_root_region(variable, sizeof *variable);
}

static void *keep_changing(void *unused) {
  unsigned variable;
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, NULL);
  for (;;) change_regions(&variable);
  return unused;
}

static void leak_in_child(void) { malloc(762); }

int main(int count, char **arguments) {
  (void)arguments;
  void (*work)(unsigned *) = count > 1 ? change_regions : allocate;
  unsigned seed = 1;
  pthread_t other;
  if (count > 1) pthread_create(&other, NULL, keep_changing, NULL);
  struct sigaction action = {.sa_handler = fork_here, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  setitimer(ITIMER_REAL, &soon, NULL);
  while (children < CHILDREN && !is_child) work(&seed);
  if (is_child) {
    for (int i = 0; i < 50; i++) work(&seed);
    leak_in_child();
    _exit(0);
  }
  signal(SIGALRM, SIG_IGN);
  printf("%d children failed\n", failed);
  return 0;
}
