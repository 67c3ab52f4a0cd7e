// Shows: a main thread that leaves by pthread_exit; the program ends with its last thread.
// Verdict: 781 bytes definitely lost, in the thread that stayed.
#include <pthread.h>
#include <stdlib.h>

static pthread_t main_thread;

static void leak(void) {
  char *volatile block = malloc(781);
  block = NULL;
  (void)block;
}

static void *stay(void *argument) {
  pthread_join(main_thread, NULL);
  leak();
  return argument;
}

int main(void) {
  pthread_t thread;
  main_thread = pthread_self();
  pthread_create(&thread, NULL, stay, NULL);
  pthread_detach(thread);
  pthread_exit(NULL);
}
