// Shows: a stale pointer in a large freed chunk in the middle of the heap, which malloc keeps in a bin of its own.
// Verdict: 203 bytes definitely lost; the block behind the freed one (204 bytes) stays in use and reachable.
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>

#define MASK 0x5555555555555555u
uintptr_t hidden_block, hidden_holder;
void *barrier;

void leak(void) {
  void *volatile *holder = malloc(20000);
  holder[1000] = malloc(203);
  barrier = malloc(204);
  hidden_block = (uintptr_t)holder[1000] ^ MASK;
  hidden_holder = (uintptr_t)holder ^ MASK;
  free((void *)holder);
}

int main(void) {
  leak();
  uintptr_t stale = ((volatile uintptr_t *)(hidden_holder ^ MASK))[1000];
  dprintf(1, "bait %s\n", (stale ^ MASK) == hidden_block ? "is there" : "is gone");
  return 0;
}
