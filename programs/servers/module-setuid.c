// Shows: a library that is preloaded into a server and loses a block when a worker becomes another user. It says so by a file, named by the
// worker's pid, in the folder that LEAKS_TOLD names.
// Verdict: 1412 bytes definitely lost in each worker.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void leak_as_user(void) { malloc(1412); }

int setuid(uid_t user) {
  char path[4096];
  int (*libc)(uid_t) = (int (*)(uid_t))dlsym(RTLD_NEXT, "setuid");
  int result = libc(user);
  if (result || !user) return result;
  leak_as_user();
  snprintf(path, sizeof path, "%s/%d", getenv("LEAKS_TOLD"), (int)getpid());
  close(open(path, O_CREAT | O_WRONLY, 0600));
  return result;
}
