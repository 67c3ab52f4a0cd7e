// A module with a function for a thread to begin with, and a variable.
#include <stdlib.h>

static void *volatile kept;

void keep(void *block) { kept = block; }

void *run(void *unused) {
  void *volatile local = malloc(471);
  (void)local;
  return unused;
}
