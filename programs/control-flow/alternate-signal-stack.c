// Shows: a handler on an alternate stack that allocates; the signal comes from a call deep in main.
// Verdict: 10 * 631 bytes definitely lost, and the path goes through the signal's frame on to main.
#include <signal.h>
#include <stdlib.h>

char stack[64 << 10];

void leak(void) { malloc(631); }

void handle(int signal) {
  (void)signal;
  leak();
}

void raise_it(void) { raise(SIGUSR1); }

int main(void) {
  sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
  sigaction(SIGUSR1, &(struct sigaction){.sa_handler = handle, .sa_flags = SA_ONSTACK}, NULL);
  for (int i = 0; i < 10; i++) raise_it();
  return 0;
}
