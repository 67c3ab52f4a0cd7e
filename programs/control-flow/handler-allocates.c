// Shows: a signal handler that allocates. It returns to libc's code for that, which called nothing: the frame outside
// of it was interrupted.
// Verdict: 133 bytes definitely lost.
#include <signal.h>
#include <stdlib.h>

static void work(void) { malloc(133); }

static void handle(int signal) {
  (void)signal;
  work();
}

int main(void) {
  signal(SIGUSR1, handle);
  raise(SIGUSR1);
  return 0;
}
