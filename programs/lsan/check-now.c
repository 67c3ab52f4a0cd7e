// Shows: __lsan_do_leak_check, which makes the check of the program's end where it is called.
// Verdict: with the argument "leak" 641 bytes are lost and the program ends there, with 23; without, it goes on and what it leaks afterwards is not
// looked at.
#include <sanitizer/lsan_interface.h>
#include <stdio.h>
#include <stdlib.h>

#pragma weak __lsan_do_leak_check

void leak(size_t bytes) { malloc(bytes); }

void clear_stack(void) {
  volatile char stack[4096];
  for (unsigned i = 0; i < sizeof stack; i++) stack[i] = 0;
}

int main(int argc, char **argv) {
  (void)argv;
  setvbuf(stdout, NULL, _IONBF, 0);
  if (argc > 1) leak(641);
  clear_stack();
  if (__lsan_do_leak_check) __lsan_do_leak_check();
  puts("goes on");
  leak(642);
  clear_stack();
  if (__lsan_do_leak_check) __lsan_do_leak_check();
  puts("ends");
  return 0;
}
