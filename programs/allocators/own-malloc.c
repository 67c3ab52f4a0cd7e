// Shows: a program with a simple malloc of its own, as embedded programs have.
// Verdict: not checked, since nobody calls the agent's malloc; never a success.
#include <stddef.h>
#include <string.h>

static char pool[1 << 20];
static size_t top;

void *malloc(size_t bytes) {
  void *block = pool + top;
  top += (bytes + 31) & ~(size_t)15;
  return block;
}

void free(void *block) { (void)block; }

void *calloc(size_t count, size_t bytes) { return memset(malloc(count * bytes), 0, count * bytes); }

void *realloc(void *block, size_t bytes) {
  void *larger = malloc(bytes);
  return block ? memcpy(larger, block, bytes) : larger;
}

int main(void) {
  malloc(100);
  return 0;
}
