// Shows: a stale pointer on the stack of a thread that has ended. glibc keeps such stacks mapped for the next thread;
// the bait is proved by reading it after the join.
// Verdict: 211 bytes definitely lost.
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define MASK 0x5555555555555555u
uintptr_t hidden_block, hidden_slot;

void *leak(void *unused) {
  void *volatile slots[64];
  slots[32] = malloc(211);
  hidden_block = (uintptr_t)slots[32] ^ MASK;
  hidden_slot = (uintptr_t)&slots[32] ^ MASK;
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, leak, NULL);
  pthread_join(thread, NULL);
  uintptr_t stale = *(volatile uintptr_t *)(hidden_slot ^ MASK);
  dprintf(1, "bait %s\n", (stale ^ MASK) == hidden_block ? "is there" : "is gone");
  return 0;
}
