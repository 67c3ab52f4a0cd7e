// Shows: a leak, and text that libc still has in its buffer when the program returns from main.
// Verdict: 171 bytes definitely lost. The text is written all the same.
#include <stdio.h>
#include <stdlib.h>

static void leak(void) { malloc(171); }

int main(void) {
  leak();
  printf("no newline");
  return 0;
}
