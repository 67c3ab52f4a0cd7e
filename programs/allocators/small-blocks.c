// Shows: blocks of 8 bytes, which other allocators than libc's put 8 bytes apart and link to each other while they are free. A hundred are freed, as
// many lost.
// Verdict: 800 bytes in 100 blocks definitely lost, none through another; no free is wrong. Of the 100 that are freed nothing is told.
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 100 };
void *volatile last;

static void free_all(void) {
  void *blocks[BLOCKS];
  for (int i = 0; i < BLOCKS; i++) blocks[i] = malloc(8);
  for (int i = 0; i < BLOCKS; i++) free(blocks[i]);
  memset(blocks, 0, sizeof blocks);
  __asm__ volatile("" ::"r"(blocks) : "memory");
}

static void lose(void) {
  for (int i = 0; i < BLOCKS; i++) last = malloc(8);
  last = NULL;
}

static void overwrite_stack(void) {
  char over[4096];
  memset(over, 0, sizeof over);
  __asm__ volatile("" ::"r"(over) : "memory");
}

int main(void) {
  free_all();
  lose();
  overwrite_stack();
  return 0;
}
