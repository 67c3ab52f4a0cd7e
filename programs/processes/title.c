// Shows: a program that writes its title over the environment it was started with, as servers do, and then forks.
// Verdict: the child's 771 bytes are definitely lost.
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void leak(void) {
  char *volatile block = malloc(771);
  block = NULL;
  (void)block;
}

int main(int count, char **arguments) {
  (void)count;
  char *end = arguments[0];
  for (char **variable = environ; *variable; variable++) end = *variable + strlen(*variable);
  memset(arguments[0], ' ', (size_t)(end - arguments[0]));
  if (!fork()) {
    leak();
    exit(0);
  }
  wait(NULL);
  return 0;
}
