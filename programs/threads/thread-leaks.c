// Shows: leaks in four threads, each from a function of its own.
// Verdict: 401, 402, 403 and 404 bytes definitely lost.
#include <pthread.h>
#include <stdlib.h>

void *first(void *unused) { malloc(401); return unused; }
void *second(void *unused) { malloc(402); return unused; }
void *third(void *unused) { malloc(403); return unused; }
void *fourth(void *unused) { malloc(404); return unused; }

int main(void) {
  void *(*const bodies[])(void *) = {first, second, third, fourth};
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, bodies[i], NULL);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  return 0;
}
