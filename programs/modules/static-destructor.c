// Shows: the static destructors of a C++ module, run by dlclose or, with the argument "keep", by exit.
// Verdict: 331 bytes definitely lost (allocated by the destructor); 132 are freed by it (malloc would put 331 where more were freed, and then their stale pointer would hold them).
#include <dlfcn.h>

int main(int count, char **arguments) {
  void *module = dlopen(arguments[1], RTLD_NOW);
  if (count == 2) dlclose(module);
  return 0;
}
