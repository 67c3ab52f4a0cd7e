// Shows: a block held by a local variable of main, which calls exit() and so never leaves its frame.
// Verdict: 144 bytes still reachable.
#include <stdlib.h>

int main(void) {
  void *volatile local = malloc(144);
  exit(local == NULL);
}
