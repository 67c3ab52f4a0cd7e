// Shows: the program of makers.cc, but linked with the module, whose operators are then the program's, too.
// Verdict: nothing is reported, and nothing breaks.
#include <cstddef>

struct Thing {
  char bytes[1403];
};

extern "C" Thing *make();
extern "C" void destroy(Thing *thing);

int main() {
  delete make();
  destroy(new Thing);
  return 0;
}
