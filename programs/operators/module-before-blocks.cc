// Shows: a module with operators of its own that put something before each block. Linked with -Bsymbolic it calls its own, and so do programs that
// are linked with it: what it makes they delete by its operator.
#include <cstdlib>
#include <new>

void *operator new(std::size_t bytes) {
  char *block = static_cast<char *>(std::malloc(bytes + 16));
  if (!block) throw std::bad_alloc();
  return block + 16;
}
void operator delete(void *block) noexcept {
  if (block) std::free(static_cast<char *>(block) - 16);
}
void operator delete(void *block, std::size_t) noexcept { operator delete(block); }

struct Thing {
  char bytes[1403];
};

extern "C" Thing *make() { return new Thing; }
extern "C" void destroy(Thing *thing) { delete thing; }
