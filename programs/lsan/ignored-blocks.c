// Shows: what LeakSanitizer's __lsan_disable and __lsan_ignore_object make of blocks that nothing points at.
// Verdict: leaked are 601, 607 (disabled no more), 608 (another thread) and 610 (realloc gives a new block). 602, 604 and 606 are ignored, and 603 and
// 605, to which only 602 and 604 point, are reachable. Without the interface all eight that are dropped are lost.
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

void clear_stack(void) {
  volatile char stack[4096];
  for (unsigned i = 0; i < sizeof stack; i++) stack[i] = 0;
}

int main(void) {
  leak(601);
  disabled();
  ignored();
  nested();
  resized();
  clear_stack();
  return 0;
}
