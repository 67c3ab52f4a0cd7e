// Shows: a program with its own basic operator new and delete; the C++ library's other operators must go on calling them.
// Verdict: none leak. A sized, array or nothrow operator that went straight to malloc would release the wrong address.
#include <cstdio>
#include <cstdlib>
#include <new>

#pragma GCC diagnostic ignored "-Wsized-deallocation" // that there is none is the point

static int live;

void *operator new(std::size_t bytes) {
  live++;
  return static_cast<char *>(std::malloc(bytes + 16)) + 16;
}

void operator delete(void *block) noexcept {
  if (!block) return;
  live--;
  std::free(static_cast<char *>(block) - 16);
}

struct Element {
  char bytes[751];
};

int main() {
  Element *one = new Element;
  Element *many = new Element[2];
  Element *quiet = new (std::nothrow) Element;
  asm volatile("" : : "r"(one), "r"(many), "r"(quiet) : "memory");
  std::printf("%d live, ", live);
  delete one;
  delete[] many;
  delete quiet;
  std::printf("%d live\n", live);
  return 0;
}
