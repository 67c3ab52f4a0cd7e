// Shows: memory that the program registers as a root, inside blocks that nothing points at.
// Verdict: 622 is definitely lost but 623, which it points at, is reachable, since 622 is registered. 624 was registered and is no more: it is
// definitely lost and 625 indirectly. Without the interface 623 is indirectly lost, too.
#include <sanitizer/lsan_interface.h>
#include <stdlib.h>

#pragma weak __lsan_register_root_region
#pragma weak __lsan_unregister_root_region

void registered(void) {
  void **pool = malloc(622);
  pool[9] = malloc(623);
  if (__lsan_register_root_region) __lsan_register_root_region(pool, 622);
}

void unregistered(void) {
  void **pool = malloc(624);
  pool[9] = malloc(625);
  if (!__lsan_register_root_region) return;
  __lsan_register_root_region(pool, 624);
  __lsan_unregister_root_region(pool, 624);
}

void clear_stack(void) {
  volatile char stack[4096];
  for (unsigned i = 0; i < sizeof stack; i++) stack[i] = 0;
}

int main(void) {
  registered();
  unregistered();
  clear_stack();
  return 0;
}
