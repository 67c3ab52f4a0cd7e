// Shows: frames that are laid out in unusual ways: alloca, a variable-length array, a realigned stack.
// Verdict: 641 (alloca), 642 (array) and 643 bytes (realigned) definitely lost, ten blocks each, with whole paths.
#include <alloca.h>
#include <stdlib.h>

volatile char *sink;

void leak(size_t bytes) { malloc(bytes); }

void with_alloca(int bytes) {
  sink = alloca(bytes);
  leak(641);
}

void with_array(int bytes) {
  volatile char array[bytes];
  sink = array;
  leak(642);
}

__attribute__((force_align_arg_pointer)) void with_realigned_stack(void) {
  _Alignas(64) volatile char aligned[64];
  sink = aligned;
  leak(643);
}

int main(void) {
  for (int i = 1; i <= 10; i++) {
    with_alloca(100 * i);
    with_array(100 * i);
    with_realigned_stack();
  }
  return 0;
}
