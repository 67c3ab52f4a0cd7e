// Shows: one wrong free, which the argument chooses: of what was freed before, or never allocated.
// Verdict: that free is reported, whatever libc makes of it.
#include <cstdlib>
#include <cstring>
#include <new>
#include <sys/mman.h>

#pragma GCC diagnostic ignored "-Wuse-after-free" // the point

static char variable[64];
static int others_between;

static void *make() { return std::malloc(1201); }
static void first(void *block) { std::free(block); }
static void wrong(void *block) { std::free(block); }
static void wrong_delete(void *block) { ::operator delete(block); }

static void second() {
  void *block = make();
  first(block);
  wrong(block);
}

/* Between the two frees there are others. */
static void second_kept() {
  void *block = make(), *others[16];
  for (int i = 0; i < others_between; i++) others[i] = std::malloc(1300 + i);
  first(block);
  for (int i = 0; i < others_between; i++) std::free(others[i]);
  wrong(block);
}

/* The memory is the same as of a block that was freed before, and between those two frees there are others. */
static void second_late() {
  void *once = make();
  first(once);
  for (int i = 0; i < others_between; i++) std::free(std::malloc(1301));
  void *block = make();
  if (block != once) return;
  std::free(block);
  wrong(block);
}

/* The block around covers where another one was freed. */
static void second_inside() {
  char *small = static_cast<char *>(std::malloc(40002)), *next = static_cast<char *>(std::malloc(1203));
  std::free(next);
  std::free(small);
  static char *volatile around;
  for (int i = 0; i < 64 && !(around <= next && next < around + 100000); i++) around = static_cast<char *>(std::malloc(100000));
  wrong(next);
}

/* The block lies where another one did. */
static void second_again() {
  first(make());
  void *block = make();
  std::free(block);
  wrong(block);
}

static void second_delete() {
  void *block = ::operator new(1204);
  ::operator delete(block);
  wrong_delete(block);
}

static void second_realloc() {
  void *block = make();
  void *moved = std::realloc(block, 300000);
  if (moved != block) wrong(block);
}

static void inside() { wrong(static_cast<char *>(make()) + 32); }
static void misaligned() { wrong(static_cast<char *>(make()) + 3); }

static void stack() {
  alignas(16) char local[64] = {}; // libc looks for the size of a block there
  asm volatile("" : : "r"(local) : "memory");
  wrong(local + 16);
}

static void data() { wrong(variable); }
static void code() { wrong(reinterpret_cast<void *>(reinterpret_cast<std::size_t>(&data) & -16)); }
static void nowhere() { wrong(reinterpret_cast<void *>(0x1230)); }
static void noncanonical() { wrong(reinterpret_cast<void *>(std::size_t{1} << 62)); }

static void odd() {
  char *mapping = static_cast<char *>(mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  wrong(mapping + 40);
}

/* Its size does not fit 32 bits. */
static void inside_huge() { wrong(static_cast<char *>(std::malloc((5ul << 30) + 751)) + 32); }

int main(int count, char **arguments) {
  if (count > 2) others_between = std::atoi(arguments[2]);
  struct {
    const char *name;
    void (*function)();
  } ways[] = {{"second", second}, {"second-kept", second_kept}, {"second-again", second_again}, {"second-late", second_late}, {"second-inside", second_inside}, {"second-delete", second_delete},
              {"second-realloc", second_realloc}, {"inside", inside}, {"misaligned", misaligned}, {"stack", stack}, {"data", data}, {"code", code}, {"nowhere", nowhere},
              {"noncanonical", noncanonical}, {"odd", odd}, {"inside-huge", inside_huge}};
  for (auto &way : ways)
    if (!std::strcmp(way.name, arguments[1])) way.function();
  return 0;
}
