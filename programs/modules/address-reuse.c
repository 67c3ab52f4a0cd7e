// Shows: module two mapped exactly where module one was, which is proved by comparing their load addresses; each leaks.
// Verdict: 301 and 302 bytes definitely lost, each in its own module, never in one record.
// The rounds before make a checker map what it needs for itself, which else might take the place that module one leaves.
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>

unsigned long call_in(const char *module, const char *function) {
  struct link_map *loaded = dlopen(module, RTLD_NOW);
  unsigned long address = loaded->l_addr;
  ((void (*)(void))dlsym(loaded, function))();
  dlclose(loaded);
  return address;
}

int main(int count, char **modules) {
  (void)count;
  for (int i = 0; i < 10; i++) call_in(modules[1 + i % 2], "touch");
  unsigned long one = call_in(modules[1], "leak");
  unsigned long two = call_in(modules[2], "leak");
  dprintf(1, "%s\n", one == two ? "same address" : "different addresses");
  return 0;
}
