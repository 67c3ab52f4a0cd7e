// Shows: blocks of each allocation function and of many sizes, in memory that was used before; and blocks that grow, also of programs that
// use all of what malloc_usable_size tells. Argument: the largest size [4096].
// Verdict: says "all as it should be" if new blocks hold zeros, and what was written stays.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <new>

static size_t largest = 4096;
static int wrong;

static void complain(const char *function, size_t bytes, size_t at, unsigned char found) {
  if (!wrong++) printf("%s(%zu): byte %zu is %u\n", function, bytes, at, found);
}

static void check(const char *function, const void *block, size_t bytes, unsigned char value, size_t from = 0) {
  const volatile unsigned char *at = static_cast<const unsigned char *>(block);
  for (size_t i = from; i < bytes; i++)
    if (at[i] != value) return complain(function, bytes, i, at[i]);
}

static size_t usable(void *block) { return malloc_usable_size(block); }

static void dirty(size_t bytes) {
  void *blocks[9];
  for (void *&block : blocks) block = memset(malloc(bytes + 64), 0xaa, bytes + 64);
  for (void *block : blocks) free(block);
}

static void check_allocations(size_t bytes) {
  void *block;
  check("malloc", block = malloc(bytes), bytes, 0), free(block);
  check("memalign", block = memalign(64, bytes), bytes, 0), free(block);
  check("aligned_alloc", block = aligned_alloc(32, bytes), bytes, 0), free(block);
  check("posix_memalign", posix_memalign(&block, 128, bytes) ? nullptr : block, bytes, 0), free(block);
  check("valloc", block = valloc(bytes), bytes, 0), free(block);
  check("realloc of nothing", block = realloc(nullptr, bytes), bytes, 0), free(block);
  check("calloc", block = calloc(1, bytes), bytes, 0), free(block);
  check("operator new", block = operator new(bytes), bytes, 0), operator delete(block);
  check("operator new[]", block = operator new[](bytes), bytes, 0), operator delete[](block);
  check("nothrow", block = operator new(bytes, std::nothrow), bytes, 0), operator delete(block, std::nothrow);
  check("aligned", block = operator new(bytes, std::align_val_t(64)), bytes, 0), operator delete(block, std::align_val_t(64));
}

/* All that may be used is written, and stays; what is new is as in a new block. */
static void check_growth(size_t bytes, size_t more) {
  unsigned char *block = static_cast<unsigned char *>(malloc(bytes));
  size_t used = usable(block);
  memset(block, 0xbb, used);
  block = static_cast<unsigned char *>(realloc(block, bytes + more));
  if (bytes + more < used) used = bytes + more;
  check("realloc's old part", block, used, 0xbb);
  check("realloc's new part", block, bytes + more, 0, used);
  free(block);
}

int main(int count, char **arguments) {
  if (count > 1) largest = strtoul(arguments[1], nullptr, 10);
  for (size_t bytes = 1; bytes + bytes / 2 <= largest; bytes += 1 + bytes / 13) {
    dirty(bytes);
    check_allocations(bytes);
    dirty(2 * bytes);
    check_growth(bytes, 1 + bytes / 2);
    check_growth(bytes, bytes / 3);
  }
  if (!wrong) puts("all as it should be");
  return 0;
}
