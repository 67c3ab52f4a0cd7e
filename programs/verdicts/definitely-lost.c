// Shows: a block that nothing points at when the program ends.
// Verdict: 101 bytes definitely lost, because leak() drops the only pointer.
#include <stdlib.h>

void leak(void) { malloc(101); }

int main(void) {
  leak();
  return 0;
}
