// A module with a static variable of a template, which the compiler makes a unique symbol of the process: glibc never
// unloads such a module once the symbol is bound. It also has a variable that is all that holds a block.
#include <cstdlib>

template <class Value> struct Registry {
  static Value *volatile first;
};
template <class Value> Value *volatile Registry<Value>::first;

extern "C" void hold() { Registry<void>::first = malloc(322); }
