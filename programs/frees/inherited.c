// Shows: a forked child that frees what it inherited, at once and after it has allocated itself, and its parent, which frees the same; one of them in a coroutine; and a
// thread that frees what another allocated.
// Verdict: all is right, nothing is reported.
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

enum { BLOCKS = 3000 };
static char *blocks[BLOCKS];

static void *free_some(void *unused) {
  (void)unused;
  for (int i = 0; i < BLOCKS / 3; i++) free(blocks[i]);
  return NULL;
}

static void free_others(int first) {
  for (int i = first; i < BLOCKS - 1; i++) free(blocks[i]);
}

/* On a stack that lies below the heap, as the thread's own lies above it. */
static char coroutines_stack[1 << 16];
static ucontext_t coroutine, caller;

static void free_last(void) { free(blocks[BLOCKS - 1]); }

static void free_last_in_a_coroutine(void) {
  getcontext(&coroutine);
  coroutine.uc_stack.ss_sp = coroutines_stack;
  coroutine.uc_stack.ss_size = sizeof coroutines_stack;
  coroutine.uc_link = &caller;
  makecontext(&coroutine, free_last, 0);
  swapcontext(&caller, &coroutine);
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
    free_last_in_a_coroutine();
    exit(0);
  }
  free_others(BLOCKS / 3);
  free_last_in_a_coroutine();
  wait(NULL);
  return 0;
}
