// Shows: a program of root that gives up its rights, as servers do. The first argument is the user's number, the second how: "child" in a
// forked child before it allocates, "known" in one that has allocated before, "itself" in the program, "exec" in a child that becomes this
// program again.
// Verdict: 1401 bytes definitely lost in the program, and 1402 in the child if there is one.
#define _GNU_SOURCE
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void leak_in_program(void) { malloc(1401); }

void leak_in_child(void) { malloc(1402); }

static void become(const char *user) {
  unsigned number = (unsigned)atoi(user);
  if (setgroups(0, NULL) || setgid(number) || setuid(number)) _exit(2);
}

static void become_child(char **arguments) {
  if (!strcmp(arguments[2], "known")) free(malloc(1403));
  become(arguments[1]);
  if (!strcmp(arguments[2], "exec")) execl(arguments[0], arguments[0], arguments[1], "again", NULL);
}

int main(int count, char **arguments) {
  int status = 0, child = count == 3 && !strcmp(arguments[2], "again");
  if (count != 3) return 2;
  if (!strcmp(arguments[2], "itself")) become(arguments[1]);
  else if (!child && fork() == 0) {
    become_child(arguments);
    child = 1;
  } else wait(&status);
  if (child) leak_in_child();
  else leak_in_program();
  return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}
