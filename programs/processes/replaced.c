// Shows: a program that leaks, holds a block and becomes another one, by the way of exec that the argument names; or whose exec fails: "fails"
// because there is no such file, "not-executable" because the file has no format that the kernel knows, which only the kernel can tell. Then it
// goes on and leaks once more.
// Verdict: with a check at exec 561 bytes are definitely lost and 562 still reachable when the program is replaced; the second program leaks
// nothing. If exec fails, 561, 562 and 563 bytes are definitely lost at the end, told once.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

void leak(void) { malloc(561); }

void leak_again(void) { malloc(563); }

static void fail_by_format(void) {
  char name[] = "/tmp/tidemark-replaced-XXXXXX";
  int file = mkstemp(name);
  fchmod(file, 0700);
  close(file);
  execl(name, name, NULL);
  unlink(name);
}

int main(int count, char **arguments) {
  if (count == 1) return 0;
  void *volatile held = malloc(562);
  const char *way = arguments[1];
  char *again[] = {arguments[0], NULL};
  leak();
  if (strcmp(way, "execv") == 0) execv(again[0], again);
  if (strcmp(way, "execve") == 0) execve(again[0], again, environ);
  if (strcmp(way, "execvp") == 0) execvp(again[0], again);
  if (strcmp(way, "execl") == 0) execl(again[0], again[0], NULL);
  if (strcmp(way, "execle") == 0) execle(again[0], again[0], NULL, environ);
  if (strcmp(way, "execlp") == 0) execlp("true", "true", NULL);
  if (strcmp(way, "fexecve") == 0) fexecve(open(again[0], O_RDONLY), again, environ);
  if (strcmp(way, "fails") == 0) execv("/nowhere/at-all", again);
  if (strcmp(way, "not-executable") == 0) fail_by_format();
  leak_again();
  return held == NULL;
}
