// Shows: a program whose only tracer is taken: its first process traces it (a debugger would) and passes its signals on. The second argument says what its other thread
// does when main returns: "alone" there is none, "sleeps" in a system call, "runs" in a loop.
// Verdict: 581 bytes definitely lost; 582 are held by the other thread's stack and 583 by a variable.
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

void *volatile kept;
static volatile int ready;
static int never[2];

void leak(void) { malloc(581); }

void *other(void *runs) {
  void *volatile held = malloc(582);
  ready = 1;
  if (!runs) read(never[0], &(char){0}, 1);
  while (held) ready++;
  return NULL;
}

static void traced(const char *way) {
  pthread_t thread;
  kept = malloc(583);
  leak();
  pipe(never);
  if (strcmp(way, "alone")) {
    pthread_create(&thread, NULL, other, strcmp(way, "runs") ? NULL : (void *)way);
    while (!ready) sched_yield();
  }
  ptrace(PTRACE_TRACEME, 0, NULL, NULL);
  exit(0);
}

int main(int count, char **arguments) {
  int status;
  pid_t child = fork();
  if (!child) traced(count > 1 ? arguments[1] : "alone");
  while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) ptrace(PTRACE_CONT, child, NULL, (void *)(long)WSTOPSIG(status));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
