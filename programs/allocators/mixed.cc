// Shows: all that a program does with blocks, and prints what the allocator says of them; then blocks that go back by sized and aligned operators.
// Verdict: prints the same as without a tool, whatever the allocator; 771 bytes from malloc and 772 from new definitely lost. The argument "throw" adds
// a block that there is no memory for, for which mimalloc ends the program.
#include <malloc.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

static void tell(const char *what, void *block, size_t bytes) {
  size_t usable = malloc_usable_size(block);
  if (usable < bytes) abort();
  memset(block, 7, usable);
  printf("%s %zu\n", what, usable);
}

static void c_blocks() {
  void *block = malloc(41);
  tell("malloc", block, 41);
  block = realloc(block, 4142);
  tell("realloc", block, 4142);
  free(block);
  tell("calloc", block = calloc(3, 43), 129);
  free(block);
  tell("reallocarray", block = reallocarray(nullptr, 3, 45), 135);
  free(block);
  tell("aligned_alloc", block = aligned_alloc(64, 128), 128);
  free(block);
  tell("memalign", block = memalign(256, 47), 47);
  free(block);
  if (posix_memalign(&block, 512, 49)) abort();
  tell("posix_memalign", block, 49);
  free(block);
  printf("misaligned %d\n", posix_memalign(&block, 24, 49));
  tell("valloc", block = valloc(51), 51);
  free(block);
  tell("strdup", block = strdup("a copy of some text"), 20);
  free(block);
}

struct alignas(128) Wide {
  char bytes[256];
};

static void cpp_blocks() {
  char *one = new char;
  tell("new", one, 1);
  ::operator delete(one, sizeof *one);
  Wide *wide = new Wide;
  tell("aligned new", wide, sizeof *wide);
  delete wide;
  Wide *several = new Wide[3];
  tell("aligned new[]", several, 3 * sizeof *several);
  ::operator delete[](several, 3 * sizeof *several, std::align_val_t(128));
  void *quiet = ::operator new(53, std::nothrow);
  tell("nothrow new", quiet, 53);
  ::operator delete(quiet, std::nothrow);
}

static void too_much() {
  try {
    printf("too much %p\n", ::operator new(PTRDIFF_MAX - 4096));
  } catch (const std::bad_alloc &) {
    printf("too much\n");
  }
}

void *volatile lost;

extern "C" void lose_mallocs() { lost = malloc(771); }
extern "C" void lose_news() { lost = ::operator new(772); }

int main(int count, char **) {
  c_blocks();
  cpp_blocks();
  if (count > 1) too_much();
  struct mallinfo2 told = mallinfo2();
  printf("libc's allocator is used: %d\n", told.uordblks != 0);
  malloc_trim(0);
  lose_mallocs();
  lose_news();
  lost = nullptr;
  char over[2048];
  memset(over, 0, sizeof over);
  asm volatile("" ::"r"(over) : "memory");
  return 0;
}
