// Shows: a program's own mapping that the kernel has merged with malloc's memory into one line of /proc/self/maps (which is
// proved) and that holds the only pointer to a block. Argument: beside which of malloc's regions it lies.
// Verdict: 231 bytes still reachable; not all of that line is heap.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void *keep_alive;

int on_one_line(uintptr_t first, uintptr_t second) {
  unsigned long start, end;
  char line[512];
  int found = 0;
  FILE *maps = fopen("/proc/self/maps", "r");
  while (fgets(line, sizeof line, maps))
    if (sscanf(line, "%lx-%lx", &start, &end) == 2 && start <= first && first < end) found = start <= second && second < end;
  fclose(maps);
  return found;
}

void **map_at(uintptr_t address, int flags) {
  return mmap((void *)address, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE | flags, -1, 0);
}

// The kernel merges only what has the same flags. glibc 2.36 reserves arenas with MAP_NORESERVE, 2.41 without.
void *map_below_arena(void *own) {
  keep_alive = malloc(232);
  uintptr_t address = ((uintptr_t)keep_alive & ~((64ul << 20) - 1)) - 4096;
  *(void ***)own = map_at(address, MAP_NORESERVE);
  if (on_one_line(address, (uintptr_t)keep_alive)) return NULL;
  munmap((void *)address, 4096);
  *(void ***)own = map_at(address, 0);
  return NULL;
}

void **map_beside(const char *region) {
  void **own = NULL;
  if (strcmp(region, "arena") == 0) {
    pthread_t thread;
    pthread_create(&thread, NULL, map_below_arena, &own);
    pthread_join(thread, NULL);
  } else if (strcmp(region, "mapped-chunk") == 0) {
    do {
      keep_alive = malloc(1000233);
      own = map_at(((uintptr_t)keep_alive & -4096ul) - 4096, 0);
    } while (own == MAP_FAILED);
  } else {
    keep_alive = malloc(234);
    own = map_at((uintptr_t)sbrk(0), 0);
  }
  return own;
}

int main(int count, char **arguments) {
  void **own = map_beside(count > 1 ? arguments[1] : "arena");
  own[100] = malloc(231);
  dprintf(1, "%s\n", on_one_line((uintptr_t)own, (uintptr_t)keep_alive) ? "on one line" : "apart");
  return 0;
}
