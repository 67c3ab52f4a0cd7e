// Shows: the ways to become a daemon, named by the argument: "daemon" is libc's function, whose parent ends inside libc; "double-fork" forks,
// makes a session in the child, which allocates nothing, and forks again; "background" forks once, and its child allocates only after
// the parent has ended; "daemon-twice" is a daemon that calls daemon() again before it allocates. The daemon waits until the program has ended before it leaks.
// Verdict: 571 bytes definitely lost in the program, 572 in the daemon.
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void leak_in_program(void) { malloc(571); }

void leak_in_daemon(void) { malloc(572); }

static int program_runs[2];

// The program and a process between hold the writing end until they have ended.
static void await_end_of_program(void) {
  char nothing;
  close(program_runs[1]);
  read(program_runs[0], &nothing, 1);
}

static void double_fork(void) {
  pid_t child = fork();
  if (child) {
    waitpid(child, NULL, 0);
    _exit(7);
  }
  setsid();
  if (fork()) _exit(0);
}

int main(int count, char **arguments) {
  const char *way = count > 1 ? arguments[1] : "daemon";
  pipe(program_runs);
  leak_in_program();
  if (strcmp(way, "daemon") == 0 && daemon(1, 1)) return 1;
  if (strcmp(way, "daemon-twice") == 0 && (daemon(1, 1) || daemon(1, 1))) return 1;
  if (strcmp(way, "double-fork") == 0) double_fork();
  if (strcmp(way, "background") == 0 && fork()) return 7;
  await_end_of_program();
  leak_in_daemon();
  return 0;
}
