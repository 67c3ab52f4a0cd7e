// Shows: a block held by a local variable of a thread that is still waiting when main returns.
// Verdict: 146 bytes still reachable.
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

sem_t ready;

void *hold(void *unused) {
  void *volatile local = malloc(146);
  sem_post(&ready);
  for (;;) pause();
  return local ? unused : NULL;
}

int main(void) {
  pthread_t thread;
  sem_init(&ready, 0, 0);
  pthread_create(&thread, NULL, hold, NULL);
  sem_wait(&ready);
  return 0;
}
