// Shows: blocks held by memory that the program mapped itself, private and shared.
// Verdict: 151 and 152 bytes still reachable.
#include <stdlib.h>
#include <sys/mman.h>

void **map_page(int sharing) {
  return mmap(NULL, 4096, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS, -1, 0);
}

int main(void) {
  map_page(MAP_PRIVATE)[100] = malloc(151);
  map_page(MAP_SHARED)[100] = malloc(152);
  return 0;
}
