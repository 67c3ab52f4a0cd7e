// Shows: a program that wants no leak check, whatever it leaks.
// Verdict: none; 661 bytes are lost.
#include <sanitizer/lsan_interface.h>
#include <stdio.h>
#include <stdlib.h>

#pragma weak __lsan_do_recoverable_leak_check

int __lsan_is_turned_off(void) { return 1; }

int main(void) {
  malloc(661);
  if (__lsan_do_recoverable_leak_check) printf("%d\n", __lsan_do_recoverable_leak_check());
  return 0;
}
