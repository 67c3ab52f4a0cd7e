// Shows: a module that is unpacked to a new file each time, loaded, used once and deleted, as Java's libraries do with their native parts;
// with one leak each time. The arguments are the module and a folder.
// Verdict: 500 * 301 bytes definitely lost; for the reader it is one leak.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <unistd.h>

void unpack(const char *module, const char *copy) {
  int from = open(module, O_RDONLY), to = open(copy, O_WRONLY | O_CREAT | O_EXCL, 0700);
  while (sendfile(to, from, NULL, 1 << 20) > 0) continue;
  close(from);
  close(to);
  void *loaded = dlopen(copy, RTLD_NOW);
  ((void (*)(void))dlsym(loaded, "leak"))();
  unlink(copy);
  dlclose(loaded);
}

int main(int count, char **arguments) {
  (void)count;
  for (int i = 0; i < 500; i++) {
    char copy[4096];
    snprintf(copy, sizeof copy, "%s/unpacked-%d.so", arguments[2], i);
    unpack(arguments[1], copy);
  }
  return 0;
}
