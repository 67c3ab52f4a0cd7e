// Shows: exceptions thrown over frames that have allocated; handlers and destructors allocate, too.
// Verdict: 100 * 611 bytes definitely lost from thrower, 100 * 612 from a destructor during unwinding, 100 * 613 from the handler.
#include <cstdlib>

struct Leaver {
  ~Leaver() { malloc(612); }
};

void thrower(int depth) {
  Leaver leaver;
  if (depth > 0) thrower(depth - 1);
  malloc(611);
  throw 1;
}

void handle() { malloc(613); }

int main() {
  for (int i = 0; i < 100; i++) {
    try {
      thrower(0);
    } catch (int) {
      handle();
    }
  }
}
