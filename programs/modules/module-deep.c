// A module that is loaded with RTLD_DEEPBIND: its malloc is libc's own, not that of anything preloaded.
#include <stdlib.h>

void from_constructor(void) { malloc(311); }

__attribute__((constructor)) void construct(void) {
  from_constructor();
  free(malloc(312));
}

void *allocate_in_module(void) { return malloc(313); }

void release_in_module(void *block) { free(block); }

void leak(void) { malloc(314); }
