// Shows: module two mapped exactly where module one was, which is proved by comparing their load addresses; each leaks.
// Verdict: 301 and 302 bytes definitely lost, each in its own module, never in one record.
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>

unsigned long leak_in(const char *module) {
  struct link_map *loaded = dlopen(module, RTLD_NOW);
  unsigned long address = loaded->l_addr;
  ((void (*)(void))dlsym(loaded, "leak"))();
  dlclose(loaded);
  return address;
}

int main(int count, char **modules) {
  (void)count;
  unsigned long one = leak_in(modules[1]);
  unsigned long two = leak_in(modules[2]);
  dprintf(1, "%s\n", one == two ? "same address" : "different addresses");
  return 0;
}
