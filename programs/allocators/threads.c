// Shows: threads that allocate, and free each other's blocks, with any allocator.
// Verdict: 8 blocks of 791 bytes definitely lost, one by each thread; all that is printed is "done".
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 8, ROUNDS = 20000, SLOTS = 64 };
static void *slots[SLOTS];

static void *volatile lost;

static void *work(void *unused) {
  unsigned seed = (unsigned)(size_t)&unused;
  for (int i = 0; i < ROUNDS; i++) {
    seed = seed * 1103515245 + 12345;
    size_t bytes = seed >> 16 & 1023;
    void *block = seed & 1 << 30 ? calloc(1, bytes + 1) : malloc(bytes);
    memset(block, 1, bytes);
    free(__atomic_exchange_n(&slots[seed >> 20 & (SLOTS - 1)], block, __ATOMIC_ACQ_REL));
  }
  lost = malloc(791);
  lost = NULL;
  return unused;
}

static void overwrite_stack(void) {
  char over[4096];
  memset(over, 0, sizeof over);
  __asm__ volatile("" ::"r"(over) : "memory");
}

int main(void) {
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, NULL);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  for (int i = 0; i < SLOTS; i++) free(slots[i]);
  memset(slots, 0, sizeof slots);
  overwrite_stack();
  puts("done");
  return 0;
}
