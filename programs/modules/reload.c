// Shows: one module loaded and unloaded 500 times with one leak each time.
// Verdict: 500 * 301 bytes definitely lost; for the reader it is one leak.
#include <dlfcn.h>

void reload(const char *path) {
  void *module = dlopen(path, RTLD_NOW);
  ((void (*)(void))dlsym(module, "leak"))();
  dlclose(module);
}

int main(int count, char **modules) {
  (void)count;
  for (int i = 0; i < 500; i++) reload(modules[1]);
  return 0;
}
