// Shows: memory for thread-local variables of a module that was loaded later, which only the main thread's vector of
// such memory holds. The loader keeps that vector in memory of its own.
// Verdict: still reachable.
#include <dlfcn.h>

int main(int count, char **arguments) {
  void *module = count > 1 ? dlopen(arguments[1], RTLD_NOW) : 0;
  char *variable = module ? ((char *(*)(void))dlsym(module, "variable_of_this_thread"))() : 0;
  return variable ? variable[0] : 1;
}
