// Shows: the static destructors of a C++ module, run by dlclose or, with the argument "keep", by exit.
// Verdict: 331 bytes definitely lost (allocated by the destructor); 332 are freed by it.
#include <dlfcn.h>

int main(int count, char **arguments) {
  void *module = dlopen(arguments[1], RTLD_NOW);
  if (count == 2) dlclose(module);
  return 0;
}
