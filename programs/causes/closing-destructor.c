// Shows: a module whose destructor unloads another one, while it is unloaded itself.
// Verdict: what either held is lost with it as the cause; what the destructor frees is not lost.
#include <dlfcn.h>

int main(int count, char **arguments) {
  (void)count;
  void *module = dlopen(arguments[1], RTLD_NOW);
  ((void (*)(const char *))dlsym(module, "fill_and_load"))(arguments[2]);
  dlclose(module);
  return 0;
}
