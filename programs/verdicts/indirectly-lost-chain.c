// Shows: a chain of three blocks whose head is dropped.
// Verdict: the head's 102 bytes are definitely lost; 103 and 104 indirectly, since only lost blocks hold them.
#include <stdlib.h>

void **link_to(void **next, size_t bytes) {
  void **block = malloc(bytes);
  *block = next;
  return block;
}

void leak(void) { link_to(link_to(link_to(NULL, 104), 103), 102); }

int main(void) {
  leak();
  return 0;
}
