// Shows: a program that runs another one of its own folder, named by the first argument, and prints how it ended, as wait(2) says. A core file,
// if the kernel writes one, lies in a new folder and is removed.
// Verdict: none leak here.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **arguments) {
  char folder[] = "/tmp/tidemark-core-XXXXXX", program[4096];
  int status = 0;
  if (count < 2 || !mkdtemp(folder) || chdir(folder)) return 1;
  snprintf(program, sizeof program, "%.*s%s", (int)(strrchr(arguments[0], '/') + 1 - arguments[0]), arguments[0], arguments[1]);
  if (fork() == 0) {
    execv(program, arguments + 1);
    _exit(127);
  }
  pid_t child = wait(&status);
  printf("status %x\n", status);
  snprintf(program, sizeof program, "%s/core.%d", folder, child);
  unlink(program);
  unlink("core");
  rmdir(folder);
  return 0;
}
