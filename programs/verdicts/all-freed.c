// Shows: a program that frees everything.
// Verdict: no leaks are possible: 100 allocations, 100 frees, nothing in use.
#include <stdlib.h>

int main(void) {
  void *blocks[100];
  for (int i = 0; i < 100; i++) blocks[i] = malloc(154);
  for (int i = 0; i < 100; i++) free(blocks[i]);
  return 0;
}
