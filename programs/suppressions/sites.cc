// Shows: leaks of sizes of their own behind functions with the names that C and C++ have, for suppressions to tell apart.
// Verdict: all definitely lost, but for one block that hangs on another (indirectly), one with an inner pointer (possibly) and one that is
// reachable.
#include <cstdlib>
#include <new>

extern "C" {
void plain() { malloc(801); }
void plain_two() { malloc(802); }
void by_calloc() { calloc(1, 803); }
void inner() { malloc(804); }
void outer() { inner(); }
void other_outer() { inner(); }
void again(int times) {
  if (times > 0) {
    again(times - 1);
  } else {
    malloc(805);
  }
}
void **chain;
void parent() {
  chain = static_cast<void **>(malloc(806));
  *chain = malloc(807);
  chain = nullptr;
}
char *middle;
void keep_middle() { middle = static_cast<char *>(malloc(808)) + 3; }
void *global;
void keep() { global = malloc(809); }
}

namespace garden {
void water(int) { malloc(811); }
void water(const char *) { malloc(812); }
template <class Plant> void plant() { operator new(813 + sizeof(Plant)); }
struct Shed {
  Shed() { operator new[](816); }
};
}

// What a function left on the stack may still point at a block.
void wipe() {
  volatile char stack[4096];
  for (volatile char &byte : stack) {
    byte = 0;
  }
}

int main() {
  plain();
  plain_two();
  by_calloc();
  outer();
  other_outer();
  again(30);
  parent();
  keep_middle();
  keep();
  garden::water(1);
  garden::water("");
  garden::plant<char>();
  garden::plant<short>();
  garden::Shed();
  wipe();
}
