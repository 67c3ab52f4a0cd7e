// Shows: two blocks that point at each other and nothing else does.
// Verdict: the one at the lower address leads (121 bytes definitely lost), the other's 122 bytes are indirectly lost.
#include <assert.h>
#include <stdlib.h>

void leak(void) {
  void **leader = malloc(121);
  void **member = malloc(122);
  assert(leader < member);
  *leader = member;
  *member = leader;
}

int main(void) {
  leak();
  return 0;
}
