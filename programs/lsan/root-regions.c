// Shows: memory that the program registers as a root, inside blocks that nothing points at.
// Verdict: 622 is definitely lost but 623, which it points at, is reachable, since 622 is registered. 624 was registered and is no more: it is
// definitely lost and 625 indirectly. With "fork" a child lets a registered block of 628, which it inherited, point at 626, which is reachable, and loses 627. Without the interface 623 is indirectly lost, too.
#include <sanitizer/lsan_interface.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#pragma weak __lsan_register_root_region
#pragma weak __lsan_unregister_root_region

static void **inherited;

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

void in_child(void) {
  void **pool = malloc(627);
  *inherited = malloc(626);
  (void)pool;
}

int main(int count, char **arguments) {
  (void)arguments;
  if (count > 1) {
    inherited = malloc(628);
    if (__lsan_register_root_region) __lsan_register_root_region(inherited, 628);
    if (!fork()) in_child();
    else wait(NULL);
    inherited = NULL;
  }
  registered();
  unregistered();
  clear_stack();
  return 0;
}
