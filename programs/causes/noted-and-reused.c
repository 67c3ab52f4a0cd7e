// Shows: a block that a module held when it was unloaded is freed afterwards; the next one from the same call, at the same address, is lost in
// another way. With "held" a second module holds that one.
// Verdict: 421 bytes definitely lost; without a cause, or with the second module as the cause.
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *volatile block;

static void hold_in(const char *path) {
  void *module = dlopen(path, RTLD_NOW);
  ((void (*)(void *))dlsym(module, "hold"))(block);
  dlclose(module);
}

static void run(char **arguments) {
  void *before = NULL;
  for (int round = 0; round < 2; round++) {
    block = malloc(421);
    if (round == 0) {
      before = block;
      hold_in(arguments[1]);
      free(block);
    }
  }
  puts(before == block ? "same address" : "other address");
  if (!strcmp(arguments[3], "held")) hold_in(arguments[2]);
  block = NULL;
}

int main(int count, char **arguments) {
  (void)count;
  run(arguments);
  return 0;
}
