// Shows: a module with operators of its own, which nobody else sees, and which leave by a jump to malloc and free.
#include <cstdlib>
#include <new>

#pragma GCC optimize("optimize-sibling-calls")

void *operator new(std::size_t bytes) { return std::malloc(bytes); }
void operator delete(void *block) noexcept { std::free(block); }
void operator delete(void *block, std::size_t) noexcept { std::free(block); }

__asm__(".hidden _Znwm, _ZdlPv, _ZdlPvm");

struct Thing {
  char bytes[1402];
};

extern "C" Thing *make() { return new Thing; }
extern "C" void destroy(Thing *thing) { delete thing; }
