// Shows: freed blocks that --freelist-vol keeps aside; the argument chooses what is done with them.
// Verdict: an address is not handed out again, a second free does no harm and shows the first, realloc moves, no more is kept than was
// asked for, memory that is out is got from there, and what is kept holds nothing.
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#pragma GCC diagnostic ignored "-Wuse-after-free" // the point

static void first(void *block) { free(block); }
static void second(void *block) { free(block); }
static void *again(void *block) { return realloc(block, 900); }

static void report(const char *what, int is_so) { printf("%s: %s\n", what, is_so ? "yes" : "no"); }

static void addresses(void) {
  char *block = malloc(701);
  free(block);
  char *next = malloc(701);
  report("used again at once", next == block);
  free(next);
}

static void twice(void) {
  void *block = malloc(702);
  first(block);
  second(block);
  report("given memory", again(block) != NULL);
}

static void moves(void) {
  char *block = memset(malloc(703), 'x', 703), *moved = realloc(block, 704);
  int same = 1;
  for (int i = 0; i < 703; i++) same &= moved[i] == 'x';
  report("moved", moved != block);
  report("as it was", same);
  report("freed", realloc(moved, 0) == NULL);
}

static void much(void) {
  for (int i = 0; i < 100000; i++) free(malloc(1000 + i % 100));
  report("bounded", mallinfo2().uordblks < 4000000);
  report("kept", mallinfo2().uordblks > 500000);
}

/* No new memory can be had, but for what is kept. */
static void out(void) {
  enum { BLOCKS = 100, BYTES = 100000 };
  static void *blocks[BLOCKS];
  struct rlimit none = {1, 1};
  int given = 0;
  for (int i = 0; i < BLOCKS; i++) blocks[i] = malloc(BYTES);
  for (int i = 0; i < BLOCKS; i++) free(blocks[i]);
  setrlimit(RLIMIT_AS, &none);
  for (int i = 0; i < BLOCKS / 2; i++) given += (blocks[i] = malloc(BYTES)) != NULL;
  report("given", given == BLOCKS / 2);
  for (int i = 0; i < BLOCKS / 2; i++) free(blocks[i]);
}

static void **small, **large;

/* What the large one held before is gone, and what is written to the small one now is written nowhere. */
static void holds(void) {
  small = malloc(705);
  large = malloc(1 << 20);
  large[1000] = malloc(706);
  free(small);
  free(large);
  small[10] = malloc(707);
}

static void child(void) {
  small = malloc(708);
  free(small);
  if (fork() == 0) {
    small[10] = malloc(709);
    second(small);
    exit(0);
  }
  wait(NULL);
}

int main(int count, char **arguments) {
  const char *what = count > 1 ? arguments[1] : "";
  setvbuf(stdout, NULL, _IONBF, 0);
  if (!strcmp(what, "addresses")) addresses();
  if (!strcmp(what, "twice")) twice();
  if (!strcmp(what, "moves")) moves();
  if (!strcmp(what, "much")) much();
  if (!strcmp(what, "out")) out();
  if (!strcmp(what, "holds")) holds();
  if (!strcmp(what, "child")) child();
  return 0;
}
