// Shows: a program that is killed with SIGKILL, which nothing can see coming.
// Verdict: none; there is no report, and whoever started the program learns how it ended.
#include <signal.h>
#include <stdlib.h>

int main(void) {
  malloc(531);
  raise(SIGKILL);
  return 0;
}
