// A C++ module with a static object that owns a block, and whose destructor, which runs while the module is unloaded, leaks.
#include <cstdlib>

void leak_in_destructor() { malloc(331); }

struct Owner {
  char *block = new char[132];
  ~Owner() {
    delete[] block;
    leak_in_destructor();
  }
};

static Owner owner;
