// Shows: a program that leaks 511 bytes and starts itself again, which leaks 512, by the way that its argument names: exec, vfork,
// spawn, system.
// Verdict: 512 bytes definitely lost in the started program; 511 in the first unless exec replaced it.
#define _GNU_SOURCE
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

void leak_in_first(void) { malloc(511); }

void leak_in_second(void) { malloc(512); }

int main(int count, char **arguments) {
  if (count == 1) {
    leak_in_second();
    return 0;
  }
  char *again[] = {arguments[0], NULL};
  leak_in_first();
  if (strcmp(arguments[1], "exec") == 0) execv(again[0], again);
  if (strcmp(arguments[1], "vfork") == 0 && vfork() == 0) {
    execv(again[0], again);
    _exit(1);
  }
  if (strcmp(arguments[1], "spawn") == 0) posix_spawn(&(pid_t){0}, again[0], NULL, NULL, again, environ);
  if (strcmp(arguments[1], "system") == 0) return system(again[0]);
  wait(NULL);
  return 0;
}
