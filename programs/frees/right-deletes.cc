// Shows: every form of delete for what the matching new gave, realloc, null pointers, and blocks that lie where others lay.
// Verdict: all is right, nothing is reported.
#include <cstdlib>
#include <malloc.h>
#include <new>

struct alignas(64) Wide {
  char bytes[1100];
};

struct Element {
  ~Element() { asm volatile("" : : "r"(this) : "memory"); }
  char bytes[1101];
};

const std::align_val_t wide{64};

static void single() {
  ::operator delete(::operator new(1111));
  ::operator delete(::operator new(1112), std::size_t{1112});
  ::operator delete(::operator new(1113, std::nothrow), std::nothrow);
  ::operator delete(::operator new(1114, wide), wide);
  ::operator delete(::operator new(1115, wide), std::size_t{1115}, wide);
  ::operator delete(::operator new(1116, wide, std::nothrow), wide, std::nothrow);
  delete new Wide;
  delete new Element;
  delete static_cast<Element *>(nullptr);
}

static void array() {
  ::operator delete[](::operator new[](1121));
  ::operator delete[](::operator new[](1122), std::size_t{1122});
  ::operator delete[](::operator new[](1123, std::nothrow), std::nothrow);
  ::operator delete[](::operator new[](1124, wide), wide);
  ::operator delete[](::operator new[](1125, wide), std::size_t{1125}, wide);
  ::operator delete[](::operator new[](1126, wide, std::nothrow), wide, std::nothrow);
  delete[] new Wide[3];
  delete[] new Element[3];
}

static void family() {
  void *aligned = nullptr;
  if (posix_memalign(&aligned, 64, 1131)) return;
  std::free(aligned);
  std::free(memalign(64, 1132));
  std::free(aligned_alloc(64, 1152));
  std::free(valloc(1134));
  std::free(std::realloc(std::calloc(1, 1135), 100000));
  std::free(std::realloc(std::malloc(1136), 8));
  std::free(nullptr);
}

/* Small blocks, then large ones over their places, then small ones again, of all kinds in turn. */
static void reused() {
  enum { BLOCKS = 512 };
  static void *blocks[BLOCKS];
  for (int round = 0; round < 6; round++) {
    for (int i = 0; i < BLOCKS; i++) {
      std::size_t bytes = round % 2 ? 5000 + 16 * i : 8 + 16 * (i % 5);
      blocks[i] = (i + round) % 3 == 0 ? std::malloc(bytes) : (i + round) % 3 == 1 ? ::operator new(bytes) : ::operator new[](bytes);
    }
    for (int i = 0; i < BLOCKS; i++) {
      if ((i + round) % 3 == 0) std::free(blocks[i]);
      else if ((i + round) % 3 == 1) ::operator delete(blocks[i]);
      else ::operator delete[](blocks[i]);
    }
    malloc_trim(0);
  }
}

int main() {
  single();
  array();
  family();
  reused();
  return 0;
}
