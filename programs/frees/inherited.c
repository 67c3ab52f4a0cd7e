// Shows: a forked child that frees what it inherited, at once and after it has allocated itself, and its parent, which frees the same; and a
// thread that frees what another allocated.
// Verdict: all is right, nothing is reported.
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BLOCKS = 3000 };
static char *blocks[BLOCKS];

static void *free_some(void *unused) {
  (void)unused;
  for (int i = 0; i < BLOCKS / 3; i++) free(blocks[i]);
  return NULL;
}

static void free_others(int first) {
  for (int i = first; i < BLOCKS; i++) free(blocks[i]);
}

int main(void) {
  for (int i = 0; i < BLOCKS; i++) blocks[i] = malloc(16 + i);
  pthread_t thread;
  pthread_create(&thread, NULL, free_some, NULL);
  pthread_join(thread, NULL);
  if (fork() == 0) {
    for (int i = BLOCKS / 3; i < BLOCKS / 2; i++) free(blocks[i]);
    for (int i = BLOCKS / 3; i < BLOCKS / 2; i++) blocks[i] = malloc(16 + i);
    free_others(BLOCKS / 3);
    exit(0);
  }
  free_others(BLOCKS / 3);
  wait(NULL);
  return 0;
}
