// Shows: a block that only a pointer into its middle leads to.
// Verdict: 131 bytes possibly lost; such a pointer may be chance.
#include <stdlib.h>

char *middle;

void keep_middle(void) { middle = (char *)malloc(131) + 24; }

int main(void) {
  keep_middle();
  return 0;
}
