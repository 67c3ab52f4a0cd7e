// Shows: a block that only a module's static variable holds; the module is opened twice and closed once.
// Verdict: 321 bytes still reachable.
#include <dlfcn.h>

int main(int count, char **arguments) {
  void *module = count > 1 ? dlopen(arguments[1], RTLD_NOW) : 0;
  dlopen(arguments[1], RTLD_NOW);
  ((void (*)(void))dlsym(module, "hold"))();
  dlclose(module);
  return 0;
}
