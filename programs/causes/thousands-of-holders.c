// Shows: threads one after the other, as many as the argument says, each with 40 blocks that only its stack holds; then a module is unloaded that holds
// another block.
// Verdict: definitely lost. The agent notes 32 blocks for a thread, and not more than 262,144 for all of them, so that there is room for modules.
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

static void *fill(void *argument) {
  void *volatile locals[40];
  for (int i = 0; i < 40; i++) locals[i] = malloc(24);
  (void)locals[0];
  return argument;
}

static void hold_in(const char *path) {
  void *module = dlopen(path, RTLD_NOW);
  ((void (*)(void *))dlsym(module, "hold"))(malloc(421));
  dlclose(module);
}

int main(int count, char **arguments) {
  (void)count;
  for (int i = 0; i < atoi(arguments[2]); i++) {
    pthread_t thread;
    pthread_create(&thread, NULL, fill, NULL);
    pthread_join(thread, NULL);
  }
  hold_in(arguments[1]);
  return 0;
}
