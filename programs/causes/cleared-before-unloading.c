// Shows: a first dlclose does not unload the module, since it was opened twice; before the second one its variable is cleared.
// Verdict: 401 bytes definitely lost, and the module is not the cause.
#include <dlfcn.h>

int main(int count, char **arguments) {
  (void)count;
  void *module = dlopen(arguments[1], RTLD_NOW);
  dlopen(arguments[1], RTLD_NOW);
  ((void (*)(void))dlsym(module, "fill"))();
  dlclose(module);
  ((void (*)(void))dlsym(module, "clear"))();
  dlclose(module);
  return 0;
}
