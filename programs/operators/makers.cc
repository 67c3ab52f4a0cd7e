// Shows: what a module makes by new is deleted by the program, and the other way round. Linked with -static-libstdc++, the program has operators of
// its own, which call malloc and free.
// Verdict: all is right, nothing is reported.
#include <cstddef>
#include <cstdio>
#include <dlfcn.h>

struct Thing {
  char bytes[1401];
};

int main(int, char **arguments) {
  void *module = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  if (!module) return std::puts(dlerror());
  auto make = reinterpret_cast<Thing *(*)()>(dlsym(module, "make"));
  auto destroy = reinterpret_cast<void (*)(Thing *)>(dlsym(module, "destroy"));
  delete make();
  destroy(new Thing);
  return 0;
}
