// Shows: blocks held by thread-local variables: of main, of a living thread, and by pthread_setspecific.
// Verdict: 147, 148 and 149 bytes still reachable.
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

_Thread_local void *volatile local;
sem_t ready;

void *hold(void *unused) {
  local = malloc(148);
  sem_post(&ready);
  for (;;) pause();
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_key_t key;
  sem_init(&ready, 0, 0);
  pthread_create(&thread, NULL, hold, NULL);
  sem_wait(&ready);
  local = malloc(147);
  pthread_key_create(&key, NULL);
  pthread_setspecific(key, malloc(149));
  return 0;
}
