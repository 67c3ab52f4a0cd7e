// Shows: mappings that must not be read: without permission, and behind the end of a mapped file (reading it is a SIGBUS).
// Verdict: 241 bytes definitely lost, and the check survives; 242 bytes are still reachable through the file's first page.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void leak(void) { malloc(241); }

int main(void) {
  int file = memfd_create("short file", 0);
  if (ftruncate(file, 4096) != 0) return 1;
  void **pages = mmap(NULL, 16 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  mmap(NULL, 1 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  pages[10] = malloc(242);
  leak();
  return 0;
}
