// Shows: a program that leaks 511 bytes and starts itself again, which leaks 512, by the way that its argument names: exec, vfork,
// spawn, system; or with an environment of its own or none: execle, cleared, fexecve, spawn-alone, execlp.
// Verdict: 512 bytes definitely lost in the started program; 511 in the first unless exec replaced it.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
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
    if (getenv("OWN")) printf("OWN=%s\n", getenv("OWN"));
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
  char *own[] = {"OWN=1", NULL}, *none[] = {NULL};
  if (strcmp(arguments[1], "execle") == 0) execle(again[0], again[0], NULL, own);
  if (strcmp(arguments[1], "fexecve") == 0) fexecve(open(again[0], O_RDONLY), again, none);
  if (strcmp(arguments[1], "spawn-alone") == 0) posix_spawn(&(pid_t){0}, again[0], NULL, NULL, again, own);
  if (strcmp(arguments[1], "cleared") == 0 || strcmp(arguments[1], "execlp") == 0) {
    clearenv();
    if (strcmp(arguments[1], "cleared") == 0) execvp(again[0], again);
    execlp(again[0], again[0], NULL);
  }
  if (strcmp(arguments[1], "system") == 0) return system(again[0]);
  wait(NULL);
  return 0;
}
