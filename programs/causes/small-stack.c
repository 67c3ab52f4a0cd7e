// Shows: a thread on the smallest stack that there is, of which its thread-local variables take a large part.
// Verdict: 474 bytes definitely lost, with the thread as the cause.
#include <pthread.h>
#include <stdlib.h>

static __thread volatile char own[7000];

static void *fill(void *argument) {
  void *volatile local = malloc(474);
  (void)local;
  own[0] = 1;
  return argument;
}

int main(void) {
  pthread_attr_t attributes;
  pthread_t thread;
  free(malloc(1)); /* so that the thread need not look for malloc */
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 16384);
  pthread_create(&thread, &attributes, fill, NULL);
  pthread_join(thread, NULL);
  return 0;
}
