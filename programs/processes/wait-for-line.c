// Shows: a program that waits for a line on its standard input, so that a test can do something in the middle of its run.
// Verdict: 541 and 542 bytes definitely lost, allocated before and after.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void leak_before(void) { malloc(541); }

void leak_after(void) { malloc(542); }

int main(void) {
  char line[80];
  leak_before();
  dprintf(1, "ready\n");
  if (read(0, line, sizeof line) <= 0) return 1;
  leak_after();
  dprintf(1, "went on\n");
  return 7;
}
