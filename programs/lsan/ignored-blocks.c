// Shows: what LeakSanitizer's __lsan_disable and __lsan_ignore_object make of blocks that nothing points at; with an argument, after an __lsan_enable too many.
// Verdict: leaked are 601, 607 (disabled no more), 608 (another thread), 610 (realloc gives a new block) and one of two of 611. 602, 604, 606 and the other 611 are ignored, and
// 603 and 605, to which only 602 and 604 point, are reachable. Without the interface all that are dropped are lost.
#include <pthread.h>
#include <sanitizer/lsan_interface.h>
#include <stdlib.h>

#pragma weak __lsan_disable
#pragma weak __lsan_enable
#pragma weak __lsan_ignore_object

void disable(void) {
  if (__lsan_disable) __lsan_disable();
}

void enable(void) {
  if (__lsan_enable) __lsan_enable();
}

void leak(size_t bytes) { malloc(bytes); }

void disabled(void) {
  disable();
  void **holder = malloc(602);
  enable();
  *holder = malloc(603);
}

void ignored(void) {
  void **holder = malloc(604);
  *holder = malloc(605);
  if (__lsan_ignore_object) __lsan_ignore_object((char *)holder + 500);
}

void *thread(void *unused) {
  leak(608);
  return unused;
}

void nested(void) {
  pthread_t other;
  disable();
  disable();
  enable();
  leak(606);
  pthread_create(&other, NULL, thread, NULL);
  pthread_join(other, NULL);
  enable();
  leak(607);
}

void resized(void) {
  disable();
  void *block = malloc(609);
  enable();
  block = realloc(block, 610);
}

// The second time all of the call's path is known already.
void again(void) {
  for (volatile int round = 0; round < 2; round++) {
    if (round) disable();
    leak(611);
    if (round) enable();
  }
}

void clear_stack(void) {
  volatile char stack[4096];
  for (unsigned i = 0; i < sizeof stack; i++) stack[i] = 0;
}

int main(int count, char **arguments) {
  (void)arguments;
  if (count > 1) enable();
  leak(601);
  disabled();
  ignored();
  nested();
  resized();
  again();
  clear_stack();
  return 0;
}
