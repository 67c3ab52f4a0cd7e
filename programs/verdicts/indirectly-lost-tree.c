// Shows: a tree of seven blocks (1 + 2 + 4) whose root is dropped.
// Verdict: the root's 111 bytes are definitely lost, 2 * 112 and 4 * 113 bytes indirectly.
#include <stdlib.h>

void **leaf(void) { return calloc(1, 113); }

void **branch(void) {
  void **block = calloc(1, 112);
  block[0] = leaf();
  block[1] = leaf();
  return block;
}

void leak(void) {
  void **root = calloc(1, 111);
  root[0] = branch();
  root[1] = branch();
}

int main(void) {
  leak();
  return 0;
}
