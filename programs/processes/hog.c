// Shows: a program that takes memory, a MiB at a time, until it is killed by SIGKILL: by the kernel's out-of-memory killer in the memory
// control group whose file of processes the first argument names, or, where there is none, by itself after 60 MiB.
// Verdict: none. Up to 64 MiB were live.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MEBIBYTE = 1 << 20, MOST = 60, IN_GROUP = 4096 };

static void *volatile taken[IN_GROUP];

void hog(int most) {
  for (int i = 0; i < most; i++) {
    taken[i] = malloc(MEBIBYTE);
    memset(taken[i], 1, MEBIBYTE);
  }
}

static int enter(const char *processes) {
  char pid[16];
  int file = open(processes, O_WRONLY), length = snprintf(pid, sizeof pid, "%d", getpid());
  return file >= 0 && write(file, pid, (size_t)length) == length && close(file) == 0;
}

int main(int count, char **arguments) {
  int in_group = count > 1;
  if (in_group && !enter(arguments[1])) return 98;
  const char *way = in_group ? "killed by the kernel\n" : "killed by itself\n";
  write(1, way, strlen(way));
  hog(in_group ? IN_GROUP : MOST);
  if (in_group) return 97; // the group has no limit
  raise(SIGKILL);
  return 0;
}
