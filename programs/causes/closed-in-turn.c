// Shows: modules that are loaded in the order of the arguments, so that what a module needs stands in front of it; then unloaded in that order.
// Verdict: what the variables of the first module held is definitely lost, when the last is unloaded that needs it, directly or by another one.
#include <dlfcn.h>
#include <stdio.h>

enum { MOST = 8 };

int main(int count, char **arguments) {
  void *modules[MOST] = {NULL};
  for (int i = 1; i < count; i++) {
    modules[i] = dlopen(arguments[i], RTLD_NOW | RTLD_GLOBAL);
    if (!modules[i]) return puts(dlerror());
  }
  ((void (*)(void))dlsym(modules[count - 1], "fill_needed"))();
  for (int i = 1; i < count; i++) dlclose(modules[i]);
  return 0;
}
