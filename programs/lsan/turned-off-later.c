// Shows: a program that turns leak checks off while it runs, and on again if an argument says so: it is asked before each check.
//   turned-off-later | turned-off-later again
// Verdict: 664 bytes are definitely lost, and told at the end only if checks are on again.
#include <sanitizer/lsan_interface.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma weak __lsan_do_recoverable_leak_check

static int off;

int __lsan_is_turned_off(void) { return off; }

void leak(void) { malloc(664); }

int main(int count, char **unused) {
  (void)unused;
  setvbuf(stdout, NULL, _IONBF, 0); // LeakSanitizer ends a program with leaks before that is written
  leak();
  if (__lsan_do_recoverable_leak_check) {
    printf("%d\n", __lsan_do_recoverable_leak_check());
    off = 1;
    printf("%d\n", __lsan_do_recoverable_leak_check());
  }
  off = count == 1;
  return 0;
}
