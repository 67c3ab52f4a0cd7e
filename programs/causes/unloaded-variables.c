// Shows: blocks that only a module's variables hold, and the module is unloaded.
// Verdict: definitely lost, with the variable as the cause; what they lead to indirectly.
#include <dlfcn.h>

int main(int count, char **arguments) {
  void *module = dlopen(arguments[1], RTLD_NOW);
  for (int i = 2; i < count; i++) ((void (*)(void))dlsym(module, arguments[i]))();
  dlclose(module);
  return 0;
}
