// Shows: a thread that calls exit() while three others allocate in a loop and main waits.
// Verdict: 431 bytes definitely lost; the loops' blocks of 432 bytes are in use or not, as chance has it.
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

volatile int rounds;

void *loop(void *unused) {
  for (;;) {
    free(malloc(432));
    __atomic_add_fetch(&rounds, 1, __ATOMIC_RELAXED);
  }
  return unused;
}

void leak(void) { malloc(431); }

void *leave(void *unused) {
  while (rounds < 1000) sched_yield();
  leak();
  exit(3);
  return unused;
}

int main(void) {
  pthread_t thread;
  for (int i = 0; i < 3; i++) pthread_create(&thread, NULL, loop, NULL);
  pthread_create(&thread, NULL, leave, NULL);
  for (;;) pause();
}
