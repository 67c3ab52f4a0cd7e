// Shows: what holds a block and what does not, whatever the allocator: a freed block's memory does not, nor the allocator's own notes of its memory, which lead to
// the first block of each of its pieces; memory that the program has mapped for itself does, and so does a block.
// Verdict: 781 bytes definitely lost, and 100 blocks of 784 bytes; 782 bytes (by mapped memory) and 783 (by a variable, through a block of 790) reachable.
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

void **table;

static void *lost_by_free(void) {
  void **holder = malloc(400);
  holder[20] = malloc(781);
  return holder;
}

static void lose_many(void) {
  void *volatile block;
  for (int i = 0; i < 100; i++) block = malloc(784);
  block = NULL;
  (void)block;
}

static void hold_by_mapping(void) {
  void **memory = mmap(NULL, 1 << 16, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memory[77] = malloc(782);
}

static void hold_by_block(void) {
  table = calloc(1, 790);
  table[9] = malloc(783);
}

static void overwrite_stack(void) {
  char over[4096];
  memset(over, 0, sizeof over);
  __asm__ volatile("" ::"r"(over) : "memory");
}

int main(void) {
  free(lost_by_free());
  lose_many();
  hold_by_mapping();
  hold_by_block();
  overwrite_stack();
  return 0;
}
