// Shows: leaks at the bottom of a recursion as deep as the argument says, and behind it.
// Verdict: 661 bytes definitely lost at the bottom (the outer frames may be cut), 662 behind it.
#include <stdlib.h>

void at_the_bottom(void) { malloc(661); }

int recurse(int depth) {
  if (depth == 0) at_the_bottom();
  return depth == 0 ? 0 : 1 + recurse(depth - 1);
}

void behind(void) { malloc(662); }

int main(int count, char **arguments) {
  (void)count;
  int depth = recurse(atoi(arguments[1]));
  behind();
  return depth == 0;
}
