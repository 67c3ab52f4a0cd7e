// Shows: a block held by the start, but only from a block that an interior pointer leads to.
// Verdict: both (132 and 133 bytes) possibly lost, because the weakest link of a path counts.
#include <stdlib.h>

char *middle;

void keep_middle(void) {
  void **outer = malloc(132);
  *outer = malloc(133);
  middle = (char *)outer + 40;
}

int main(void) {
  keep_middle();
  return 0;
}
