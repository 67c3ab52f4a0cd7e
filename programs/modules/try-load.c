// Shows: a module that may not load (its argument names it): the program says so and goes on.
// Verdict: 341 bytes definitely lost, and 301 more if there is a module to leak them.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

void leak(void) { malloc(341); }

int main(int count, char **modules) {
  (void)count;
  void *module = dlopen(modules[1], RTLD_NOW);
  dprintf(1, "%s\n", module ? "loaded" : dlerror());
  if (module) ((void (*)(void))dlsym(module, "leak"))();
  leak();
  return 0;
}
