// Shows: a module's file that is changed when the module has been unloaded. The first argument says how: kept, deleted, replaced (by
// rename), overwritten (in place) with the file of the third argument, emptied; or memory: it is loaded from a memory file.
// Verdict: 301 bytes definitely lost, with the names of the file that was loaded or none.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

static void copy(const char *from, int to) {
  int file = open(from, O_RDONLY);
  while (sendfile(to, file, NULL, 1 << 20) > 0) continue;
  close(file);
}

void load_and_leak(const char *path) {
  void *module = dlopen(path, RTLD_NOW);
  ((void (*)(void))dlsym(module, "leak"))();
  dlclose(module);
}

static void load_from_memory(const char *path) {
  int file = memfd_create("module", 0);
  char link[32];
  copy(path, file);
  sprintf(link, "/proc/self/fd/%d", file);
  load_and_leak(link);
  close(file);
}

static void overwrite(const char *path, const char *other) {
  int file = open(path, O_WRONLY | O_TRUNC);
  copy(other, file);
  close(file);
}

int main(int count, char **arguments) {
  (void)count;
  const char *how = arguments[1], *module = arguments[2], *other = arguments[3];
  if (!strcmp(how, "memory")) {
    load_from_memory(module);
    return 0;
  }
  load_and_leak(module);
  if (!strcmp(how, "deleted")) return unlink(module);
  if (!strcmp(how, "replaced")) return rename(other, module);
  if (!strcmp(how, "overwritten")) overwrite(module, other);
  if (!strcmp(how, "emptied")) return truncate(module, 0);
  return 0;
}
