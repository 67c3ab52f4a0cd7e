// Shows: a module bound with RTLD_DEEPBIND allocates what the host frees and frees what the host allocates; its
// constructor, which runs inside dlopen, leaks.
// Verdict: 311 (constructor) and 314 bytes definitely lost; 312, 313 and 315 are freed.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>

int main(int count, char **modules) {
  (void)count;
  void *module = dlopen(modules[1], RTLD_NOW | RTLD_DEEPBIND);
  free(((void *(*)(void))dlsym(module, "allocate_in_module"))());
  ((void (*)(void *))dlsym(module, "release_in_module"))(malloc(315));
  ((void (*)(void))dlsym(module, "leak"))();
  dlclose(module);
  return 0;
}
