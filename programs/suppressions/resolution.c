// Shows: call paths that differ in the third, in the fifth and in no frame, for --leak-resolution to tell apart or not.
// Verdict: all definitely lost.
#include <stdlib.h>

void innermost(void) { malloc(821); }
void second(void) { innermost(); }
void third(void) { second(); }
void one_fourth(void) { third(); }
void other_fourth(void) { third(); }
void other_second(void) { innermost(); }

int main(void) {
  one_fourth();
  other_fourth();
  other_second();
  for (int i = 0; i < 2; i++) {
    second();
  }
  return 0;
}
