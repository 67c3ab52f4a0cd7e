// Shows: blocks that one thread allocates and another frees, in both directions.
// Verdict: nothing of 100 * 411 and 100 * 412 bytes is left.
#include <pthread.h>
#include <stdlib.h>

void *from_main[100], *from_thread[100];

void *run(void *unused) {
  for (int i = 0; i < 100; i++) {
    free(from_main[i]);
    from_thread[i] = malloc(412);
  }
  return unused;
}

int main(void) {
  pthread_t thread;
  for (int i = 0; i < 100; i++) from_main[i] = malloc(411);
  pthread_create(&thread, NULL, run, NULL);
  pthread_join(thread, NULL);
  for (int i = 0; i < 100; i++) free(from_thread[i]);
  return 0;
}
