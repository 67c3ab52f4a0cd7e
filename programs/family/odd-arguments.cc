// Shows: every allocating function with sizes, counts and alignments that are odd, zero, or too large, and what each leaves in errno.
// Verdict: none. What each returns is printed and is as without the agent: memory or none, aligned how, errno, what is thrown.
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <malloc.h>
#include <new>

namespace {

const size_t HUGE_SIZE = SIZE_MAX, HALF = SIZE_MAX / 2 + 1, MOST = PTRDIFF_MAX;
const size_t SIZES[] = {0, 1, 24, 32, 33, 4096, HALF - 64, MOST, HALF, HUGE_SIZE - 63, HUGE_SIZE - 1, HUGE_SIZE};
const size_t ALIGNMENTS[] = {0, 1, 2, 3, 4, 7, 8, 16, 24, 63, 64, 4095, 4096, 4097, size_t{1} << 40, HALF - 1, HALF, HALF + 1, HUGE_SIZE};

// The first number is an alignment only where the name says so.
void say(const char *name, size_t a, size_t b, void *block, int error) {
  size_t lowest = reinterpret_cast<size_t>(block) & -reinterpret_cast<size_t>(block);
  bool aligned = !strstr(name, "align") || !a || a & (a - 1) || lowest >= a;
  printf("%s %zx %zx: %s%s, errno %d\n", name, a, b, block ? "memory" : "null", block && !aligned ? " misaligned" : "", error);
}

// What came of a call.
template <typename Call> void *called(const char *name, size_t a, size_t b, Call call) {
  errno = EBADF;
  void *block = nullptr;
  try {
    block = call();
  } catch (std::bad_array_new_length &) {
    printf("%s %zx %zx: throws bad_array_new_length\n", name, a, b);
    return nullptr;
  } catch (std::bad_alloc &) {
    printf("%s %zx %zx: throws bad_alloc\n", name, a, b);
    return nullptr;
  }
  say(name, a, b, block, errno);
  return block;
}

void release(const char *name, void *block) {
  errno = EBADF;
  free(block);
  if (errno != EBADF) printf("%s: free sets errno %d\n", name, errno);
}

void plain() {
  for (size_t bytes : SIZES) {
    release("malloc", called("malloc", 0, bytes, [=] { return malloc(bytes); }));
    release("valloc", called("valloc", 0, bytes, [=] { return valloc(bytes); }));
    release("pvalloc", called("pvalloc", 0, bytes, [=] { return pvalloc(bytes); }));
    operator delete(called("new", 0, bytes, [=] { return operator new(bytes); }));
    operator delete[](called("new[]", 0, bytes, [=] { return operator new[](bytes); }));
    operator delete(called("new nothrow", 0, bytes, [=] { return operator new(bytes, std::nothrow); }));
    operator delete[](called("new[] nothrow", 0, bytes, [=] { return operator new[](bytes, std::nothrow); }));
  }
}

void counted() {
  for (size_t count : SIZES)
    for (size_t bytes : SIZES) {
      void *block = called("calloc", count, bytes, [=] { return calloc(count, bytes); });
      release("calloc", block);
      release("reallocarray", called("reallocarray null", count, bytes, [=] { return reallocarray(nullptr, count, bytes); }));
      void *before = malloc(48);
      block = called("reallocarray", count, bytes, [=] { return reallocarray(before, count, bytes); });
      size_t all;
      bool freed = !__builtin_mul_overflow(count, bytes, &all) && !all; // realloc with 0 bytes is a free
      if (!block && !freed) release("reallocarray", before);
      release("reallocarray", block);
    }
}

void resized() {
  for (size_t bytes : SIZES) {
    release("realloc", called("realloc null", 0, bytes, [=] { return realloc(nullptr, bytes); }));
    char *before = static_cast<char *>(malloc(48));
    strcpy(before, "kept");
    char *block = static_cast<char *>(called("realloc", 0, bytes, [=] { return realloc(before, bytes); }));
    if (!block && bytes) printf("still %s\n", before);
    if (!block && bytes) release("realloc", before);
    release("realloc", block);
  }
}

void aligned() {
  for (size_t alignment : ALIGNMENTS)
    for (size_t bytes : SIZES) {
      std::align_val_t as{alignment};
      release("memalign", called("memalign", alignment, bytes, [=] { return memalign(alignment, bytes); }));
      release("aligned_alloc", called("aligned_alloc", alignment, bytes, [=] { return aligned_alloc(alignment, bytes); }));
      void *block = &as, *untouched = block;
      errno = EBADF;
      int result = posix_memalign(&block, alignment, bytes);
      printf("posix_memalign %zx %zx: %d, errno %d%s\n", alignment, bytes, result, errno, block == untouched ? ", untouched" : "");
      if (!result) release("posix_memalign", block);
      operator delete(called("new aligned", alignment, bytes, [=] { return operator new(bytes, as); }), as);
      operator delete[](called("new[] aligned", alignment, bytes, [=] { return operator new[](bytes, as); }), as);
      operator delete(called("new aligned nothrow", alignment, bytes, [=] { return operator new(bytes, as, std::nothrow); }), as);
      operator delete[](called("new[] aligned nothrow", alignment, bytes, [=] { return operator new[](bytes, as, std::nothrow); }), as);
    }
}

int calls;

void no_more() {
  calls++;
  std::set_new_handler(nullptr);
}

void handled() {
  for (size_t alignment : {size_t{63}, size_t{64}}) {
    std::set_new_handler(no_more);
    called("new aligned, with a handler", alignment, MOST, [=] { return operator new(MOST, std::align_val_t{alignment}); });
    printf("handler called %d times\n", calls);
  }
}

} // namespace

int main() {
  plain();
  counted();
  resized();
  aligned();
  handled();
  errno = EBADF;
  free(nullptr);
  printf("free null: errno %d\n", errno);
  return 0;
}
