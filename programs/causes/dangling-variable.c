// Shows: a module keeps the address of a block that is freed, and another block of that size is lost afterwards, from a new call or ("again") from the
// one that has allocated before. With "shown" the module is given that one, too.
// With "twice" the first one is freed twice, and libc ends the program as it does bare.
// Verdict: 431 bytes definitely lost, with the module as the cause if it was shown the block, and without a cause if not.
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

static void (*hold)(void *);

static void *make(void) { return malloc(431); }
static void *make_other(void) { return malloc(431); }

static void *volatile block;

/* Twice from the same call, with "again". */
static void run(int again, int shown, int twice) {
  for (int last = 0; last < 2; last++) {
    block = last && !again ? make_other() : make();
    if (!last || shown) hold(block);
    if (!last) free(block);
    if (!last && twice) free(block);
  }
  block = NULL;
}

static int has(int count, char **arguments, const char *word) {
  for (int i = 2; i < count; i++)
    if (!strcmp(arguments[i], word)) return 1;
  return 0;
}

int main(int count, char **arguments) {
  void *module = dlopen(arguments[1], RTLD_NOW);
  hold = (void (*)(void *))dlsym(module, "hold");
  run(has(count, arguments, "again"), has(count, arguments, "shown"), has(count, arguments, "twice"));
  dlclose(module);
  return 0;
}
