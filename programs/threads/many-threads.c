// Shows: 200 threads that live at the same time, each leaking once.
// Verdict: 200 * 441 bytes definitely lost, one record.
#include <pthread.h>
#include <stdlib.h>

pthread_barrier_t all_there;

void leak(void) { malloc(441); }

void *run(void *unused) {
  leak();
  pthread_barrier_wait(&all_there);
  return unused;
}

int main(void) {
  pthread_t threads[200];
  pthread_barrier_init(&all_there, NULL, 200);
  for (int i = 0; i < 200; i++) pthread_create(&threads[i], NULL, run, NULL);
  for (int i = 0; i < 200; i++) pthread_join(threads[i], NULL);
  return 0;
}
