// Shows: a module that cannot be loaded (its argument names it): the program says so and goes on.
// Verdict: 341 bytes definitely lost, as without the attempt.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

void leak(void) { malloc(341); }

int main(int count, char **modules) {
  (void)count;
  dprintf(1, "%s\n", dlopen(modules[1], RTLD_NOW) ? "loaded" : dlerror());
  leak();
  return 0;
}
