// Shows: a forked child whose own blocks are held by blocks that it inherited: in the main heap, in a thread's arena and in a mapping of its own; after a
// chain of its own; and what is not held: by memory that the parent or the child has freed, or by nothing.
// Verdict: in the child 1,101 to 1,104 bytes still reachable, 1,105 and 1,106 definitely lost. In the parent nothing is lost.
// Memcheck: counts the parent's blocks as well.
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LARGE = 1 << 20 };
static void **in_heap, **in_arena, **in_mapping;

static void *allocate_in_arena(void *unused) {
  (void)unused;
  in_arena = calloc(8, sizeof *in_arena);
  return NULL;
}

/* Too large for malloc's caches. */
static void leave_pointer_in_freed_memory(void **block) {
  *(void *volatile *)&block[100] = malloc(1105);
  free(block);
}

static void be_child(void **parents) {
  in_heap[1] = malloc(1101);
  void **chain = in_arena[1] = malloc(1102);
  chain[0] = malloc(1103);
  in_mapping[1000] = malloc(1104);
  void **own = malloc(16);
  *(void *volatile *)&own[1] = malloc(1106);
  free(own);
  leave_pointer_in_freed_memory(parents);
}

int main(void) {
  pthread_t thread;
  in_heap = calloc(8, sizeof *in_heap);
  pthread_create(&thread, NULL, allocate_in_arena, NULL);
  pthread_join(thread, NULL);
  in_mapping = calloc(LARGE, 1);
  void **parents = malloc(8192), *between = malloc(40);
  if (fork() == 0) {
    be_child(parents);
    exit(0);
  }
  wait(NULL);
  free(between);
  free(parents);
  free(in_mapping);
  return 0;
}
