// Shows: a block of 5 GiB and 751 bytes, whose size does not fit 32 bits. calloc leaves its pages untouched.
// Verdict: 5,368,709,871 bytes definitely lost, and the check reads no page that was not there.
#include <stdlib.h>

void leak(void) { calloc(1, (5ul << 30) + 751); }

int main(void) {
  leak();
  return 0;
}
