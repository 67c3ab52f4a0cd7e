// Shows: 20 children forked while three threads allocate in a loop, at any point of it. The program ends while they still do.
// Verdict: 573 bytes definitely lost in each child, 574 in the program; the loops' blocks of 433 bytes are in use or not, as chance has it.
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

volatile int rounds;

void *loop(void *unused) {
  for (;;) {
    free(malloc(433));
    __atomic_add_fetch(&rounds, 1, __ATOMIC_RELAXED);
  }
  return unused;
}

void leak_in_child(void) { malloc(573); }

void leak_in_parent(void) { malloc(574); }

int main(void) {
  pthread_t thread;
  for (int i = 0; i < 3; i++) pthread_create(&thread, NULL, loop, NULL);
  while (rounds < 1000) sched_yield();
  for (int i = 0; i < 20; i++) {
    if (!fork()) {
      leak_in_child();
      exit(0);
    }
    wait(NULL);
  }
  leak_in_parent();
  return 0;
}
