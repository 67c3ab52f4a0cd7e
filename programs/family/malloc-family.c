// Shows: every function that allocates in C, each with a size of its own, and what they give back.
// Verdict: all definitely lost, under the function's own name. The argument "pvalloc" adds pvalloc, which Memcheck ends a program for.
#define _GNU_SOURCE
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int aligned(void *block, uintptr_t alignment) { return block && (uintptr_t)block % alignment == 0; }

int by_malloc(void) { return aligned(malloc(701), 16); }
int by_calloc(void) { return aligned(calloc(2, 351), 16); }
int by_realloc(void) { return aligned(realloc(NULL, 703), 16); }
int by_reallocarray(void) { return aligned(reallocarray(NULL, 4, 176), 16); }
int by_memalign(void) { return aligned(memalign(64, 705), 64); }
int by_posix_memalign(void) {
  void *block = NULL;
  return posix_memalign(&block, 128, 706) == 0 && aligned(block, 128);
}
int by_aligned_alloc(void) { return aligned(aligned_alloc(256, 768), 256); }
int by_valloc(void) { return aligned(valloc(708), 4096); }
int by_pvalloc(void) { return aligned(pvalloc(709), 4096); }
int by_strdup(void) {
  char text[710];
  memset(text, 'x', 709);
  text[709] = 0;
  return aligned(strdup(text), 16);
}
int usable(void) {
  void *block = malloc(711);
  int enough = malloc_usable_size(block) >= 711 && malloc_usable_size(NULL) == 0;
  free(block);
  return enough;
}
int none(void) { return aligned(malloc(0), 16); }
int too_much(void) { return malloc(PTRDIFF_MAX) == NULL && reallocarray(NULL, SIZE_MAX / 2, 3) == NULL && calloc(SIZE_MAX, 2) == NULL; }

int main(int count, char **arguments) {
  (void)arguments;
  int right = by_malloc() && by_calloc() && by_realloc() && by_reallocarray() && by_memalign() && by_posix_memalign() &&
              by_aligned_alloc() && by_valloc() && by_strdup() && usable() && none() && too_much() && (count == 1 || by_pvalloc());
  dprintf(1, "%s\n", right ? "right" : "wrong");
  return 0;
}
