// A module whose destructor unloads the module that it was given, frees what its own variable holds, and loses another block.
#include <dlfcn.h>
#include <stdlib.h>

static void *volatile inner;
static void *volatile freed;
static void *volatile left;

void fill_and_load(const char *path) {
  freed = malloc(431);
  left = malloc(432);
  inner = dlopen(path, RTLD_NOW);
  ((void (*)(void))dlsym(inner, "fill_ring"))();
}

__attribute__((destructor)) static void close_inner(void) {
  free(freed);
  dlclose(inner);
}
