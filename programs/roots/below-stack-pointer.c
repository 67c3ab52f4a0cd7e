// Shows: a stale pointer below the stack pointer, left by a function that has returned. The bait is proved by reading it.
// Verdict: 221 bytes definitely lost; the stack ends at the stack pointer.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define MASK 0x5555555555555555u
uintptr_t hidden_block, hidden_slot;

// 64 KiB deep, out of reach of what the functions called later write.
void leak(void) {
  void *volatile slots[8192];
  slots[8] = malloc(221);
  hidden_block = (uintptr_t)slots[8] ^ MASK;
  hidden_slot = (uintptr_t)&slots[8] ^ MASK;
}

int main(void) {
  leak();
  uintptr_t stale = *(volatile uintptr_t *)(hidden_slot ^ MASK);
  dprintf(1, "bait %s\n", (stale ^ MASK) == hidden_block ? "is there" : "is gone");
  return 0;
}
