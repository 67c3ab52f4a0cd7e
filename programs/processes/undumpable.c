// Shows: a program that forbids others to trace and to read it (PR_SET_DUMPABLE), as a container's or a system's rules can do as well.
// Verdict: none, but for who may read every process. 591 bytes in one block and 1,184 in two were live.
#include <stdlib.h>
#include <sys/prctl.h>

static void *volatile kept;

void keep(void) { kept = malloc(591); }

void leak(void) { malloc(592); }

int main(void) {
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  keep();
  for (volatile int i = 0; i < 2; i++) leak();
  return kept ? 7 : 8;
}
