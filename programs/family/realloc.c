// Shows: realloc growing, shrinking, far growing (glibc moves the pages with mremap), to 0 (frees) and failing (keeps the block).
// Verdict: definitely lost are 722 (grown), 723 (shrunk), 3000724 (grown far) and 726 bytes (kept); 725 was freed.
#include <stdint.h>
#include <stdlib.h>

void grown(void) { realloc(malloc(22), 722); }
void shrunk(void) { realloc(malloc(7230), 723); }
void grown_far(void) { realloc(malloc(1000724), 3000724); }
void freed(void) { realloc(malloc(725), 0); }
void kept(void) {
  void *block = malloc(726);
  realloc(block, PTRDIFF_MAX);
}

int main(void) {
  grown();
  shrunk();
  grown_far();
  freed();
  kept();
  return 0;
}
