// Shows: a block that only a module's static variable holds, and the module is unloaded. Argument "keep": it is not.
// Verdict: 321 bytes definitely lost; still reachable as long as the module is mapped.
#include <dlfcn.h>

int main(int count, char **arguments) {
  void *module = dlopen(arguments[1], RTLD_NOW);
  ((void (*)(void))dlsym(module, "hold"))();
  if (count == 2) dlclose(module);
  return 0;
}
