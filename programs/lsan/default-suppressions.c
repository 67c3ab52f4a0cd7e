// Shows: a program that brings its own suppressions, for LeakSanitizer.
// With an argument so does its child, before it.
// Verdict: 651 bytes, allocated by known, are suppressed; 652 bytes are definitely lost.
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

const char *__lsan_default_suppressions(void) { return "# what is known\nleak:known\n"; }

void known(void) { malloc(651); }

void leak(void) { malloc(652); }

void clear_stack(void) {
  volatile char stack[4096];
  for (unsigned i = 0; i < sizeof stack; i++) stack[i] = 0;
}

int main(int count, char **arguments) {
  (void)arguments;
  if (count > 1 && fork()) wait(NULL);
  known();
  leak();
  clear_stack();
  return 0;
}
