// Shows: a handler that allocates and interrupts a loop of malloc and free 300 times (proved by its count). glibc's malloc bears
// that only because both sides use free lists of their own: blocks of 651 bytes here, of 99 there, one thread, lists filled before.
// Verdict: 5 * 651 bytes definitely lost from the handler, nothing from the loop.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>

volatile int interruptions;

void allocate(void) {
  void *block = malloc(651);
  if (interruptions >= 5) free(block);
}

void handle(int signal) {
  (void)signal;
  allocate();
  interruptions++;
}

void fill_free_list(void) {
  void *blocks[7];
  for (int i = 0; i < 7; i++) blocks[i] = malloc(651);
  for (int i = 0; i < 7; i++) free(blocks[i]);
}

int main(void) {
  fill_free_list();
  sigaction(SIGALRM, &(struct sigaction){.sa_handler = handle}, NULL);
  setitimer(ITIMER_REAL, &(struct itimerval){{0, 200}, {0, 200}}, NULL);
  while (interruptions < 300) free(malloc(99));
  setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
  dprintf(1, "interrupted %s\n", interruptions >= 300 ? "300 times" : "too seldom");
  return 0;
}
