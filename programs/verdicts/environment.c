// Shows: blocks of libc's own: setenv keeps the values in a tree whose pointers carry a bit.
// Verdict: all still reachable. Memcheck has libc free them.
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  char value[32];
  for (int i = 0; i < 40; i++) {
    snprintf(value, sizeof value, "value %d", i);
    setenv("TIDEMARK_TEST_ENVIRONMENT", value, 1);
  }
  return 0;
}
