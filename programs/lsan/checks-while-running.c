// Shows: leak checks that the program asks for while it runs: LeakSanitizer's, or Memcheck's under Valgrind.
// Verdict: the first check finds nothing; the second 631 bytes; the third, which looks at what is new, another such block and 632 bytes;
// the fourth nothing new. Standard output tells whether each found leaks. At the end all three blocks are lost.
#include <sanitizer/lsan_interface.h>
#include <stdio.h>
#include <stdlib.h>
#include <valgrind/memcheck.h>

#pragma weak __lsan_do_recoverable_leak_check

void leak(size_t bytes) { malloc(bytes); }

void clear_stack(void) {
  volatile char stack[4096];
  for (unsigned i = 0; i < sizeof stack; i++) stack[i] = 0;
}

int finds_leaks(void) {
  if (__lsan_do_recoverable_leak_check) return __lsan_do_recoverable_leak_check() != 0;
  unsigned long leaked = 0, dubious, reachable, suppressed;
  VALGRIND_DO_ADDED_LEAK_CHECK;
  VALGRIND_COUNT_LEAKS(leaked, dubious, reachable, suppressed);
  (void)dubious;
  (void)reachable;
  (void)suppressed;
  return leaked != 0;
}

int main(void) {
  setvbuf(stdout, NULL, _IONBF, 0);
  for (int i = 0; i < 4; i++) {
    if (i == 1 || i == 2) leak(631);
    if (i == 2) malloc(632);
    clear_stack();
    printf("%d\n", finds_leaks());
  }
  clear_stack();
  return 0;
}
