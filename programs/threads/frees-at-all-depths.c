// Shows: threads that allocate and free at each depth of their stacks, on the way in and on the way out.
// Verdict: all is freed; the program says how often.
#include <alloca.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 24, DEEPEST = 60, FRAME_BYTES = 320 };
static int freed;

static void go_in(int depth) {
  char frame[FRAME_BYTES];
  memset(frame, depth, sizeof frame);
  char *volatile kept = malloc(16 + depth);
  free(malloc(1 + depth));
  if (depth < DEEPEST) go_in(depth + 1);
  free(kept);
  freed += 2;
}

/* Each begins a little deeper than the one before. */
static void *run(void *number) {
  int bytes = 16 * *(int *)number;
  char *volatile deeper = alloca(bytes + 16);
  memset(deeper, 0, bytes + 16);
  go_in(0);
  return NULL;
}

int main(void) {
  for (int i = 0; i < THREADS; i++) {
    pthread_t thread;
    pthread_create(&thread, NULL, run, &i);
    pthread_join(thread, NULL);
  }
  printf("%d\n", freed);
  return 0;
}
