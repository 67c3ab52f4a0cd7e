// Shows: a program that chooses what a leak check ends it with.
// Verdict: 671 bytes are lost, and the program ends with 7.
#include <sanitizer/lsan_interface.h>
#include <stdlib.h>

#pragma weak __lsan_do_leak_check

const char *__lsan_default_options(void) { return "print_suppressions=0:exitcode=7"; }

void leak(void) { malloc(671); }

void clear_stack(void) {
  volatile char stack[4096];
  for (unsigned i = 0; i < sizeof stack; i++) stack[i] = 0;
}

int main(void) {
  leak();
  clear_stack();
  if (__lsan_do_leak_check) __lsan_do_leak_check();
  return 0;
}
