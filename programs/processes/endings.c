// Shows: the ways to end: the argument names one. The exit code is 7, and it must stay so.
// Verdict: 521 bytes definitely lost, however the program ends.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void leak(void) { malloc(521); }

int main(int count, char **arguments) {
  const char *ending = count > 1 ? arguments[1] : "return";
  leak();
  if (strcmp(ending, "exit") == 0) exit(7);
  if (strcmp(ending, "_exit") == 0) _exit(7);
  if (strcmp(ending, "_Exit") == 0) _Exit(7);
  if (strcmp(ending, "quick_exit") == 0) quick_exit(7);
  return 7;
}
