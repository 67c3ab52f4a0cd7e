// Shows: a stale pointer in freed memory. The bait is proved: after free() the pointer is still there.
// Verdict: 201 bytes definitely lost; freed memory is no root.
// With the argument "thread" all this happens in a second thread, so outside of malloc's main arena.
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>

#define MASK 0x5555555555555555u
uintptr_t hidden_block, hidden_holder;

// The tenth word: malloc uses the first two of a free chunk itself.
void leak(void) {
  void *volatile *holder = malloc(202);
  holder[10] = malloc(201);
  hidden_block = (uintptr_t)holder[10] ^ MASK;
  hidden_holder = (uintptr_t)holder ^ MASK;
  free((void *)holder);
}

void *run(void *unused) {
  leak();
  return unused;
}

int main(int count, char **arguments) {
  (void)arguments;
  if (count > 1) {
    pthread_t thread;
    pthread_create(&thread, NULL, run, NULL);
    pthread_join(thread, NULL);
  } else {
    leak();
  }
  uintptr_t stale = ((volatile uintptr_t *)(hidden_holder ^ MASK))[10];
  dprintf(1, "bait %s\n", (stale ^ MASK) == hidden_block ? "is there" : "is gone");
  return 0;
}
