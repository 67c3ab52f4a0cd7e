// Shows: a forked child that leaks and ends by exit or, with the argument "_exit", by _exit, and its parent, which
// leaks after the fork.
// Verdict: 501 bytes definitely lost in the child, 502 in the parent.
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

void leak_in_child(void) { malloc(501); }

void leak_in_parent(void) { malloc(502); }

int main(int count, char **arguments) {
  (void)arguments;
  if (fork() == 0) {
    leak_in_child();
    count == 1 ? exit(0) : _exit(0);
  }
  leak_in_parent();
  wait(NULL);
  return 0;
}
