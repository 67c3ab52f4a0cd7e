// Shows: a chain of a thousand blocks that a global leads to.
// Verdict: all still reachable, 1000 * 153 bytes.
#include <stdlib.h>

void **head;

void prepend(void) {
  void **block = malloc(153);
  *block = head;
  head = block;
}

int main(void) {
  for (int i = 0; i < 1000; i++) prepend();
  return 0;
}
