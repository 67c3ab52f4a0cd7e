// Shows: objects that are made and destroyed by a module, for programs whose C++ library is another.
#include <new>

struct Thing {
  char bytes[1401];
};

extern "C" Thing *make() { return new Thing; }
extern "C" void destroy(Thing *thing) { delete thing; }
