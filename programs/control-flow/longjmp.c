// Shows: longjmp over frames that have allocated, again and again; what they held is lost.
// Verdict: 100 * 601 bytes definitely lost from inner, 602 from after; the path of after has none of the frames that were left.
#include <setjmp.h>
#include <stdlib.h>

jmp_buf back;

void inner(int depth) {
  if (depth > 0) inner(depth - 1);
  malloc(601);
  longjmp(back, 1);
}

void after(void) { malloc(602); }

int main(void) {
  for (volatile int i = 0; i < 100; i++)
    if (setjmp(back) == 0) inner(5);
  after();
  return 0;
}
