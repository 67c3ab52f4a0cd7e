// Shows: a thread that the kernel cannot stop when main returns: it sleeps until the child of its vfork is gone, which waits for the end of the program.
// Verdict: 465 bytes definitely lost; 466 are held by the stack of that thread, 467 by a variable.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int ready[2], program_runs[2];
static volatile int tid;
void *volatile kept;

void leak(void) { malloc(465); }

void *sleep_in_vfork(void *unused) {
  void *volatile held = malloc(466);
  tid = gettid();
  if (!vfork()) {
    close(program_runs[1]);
    write(ready[1], "", 1);
    read(program_runs[0], &(char){0}, 1);
    _exit(0);
  }
  return held ? unused : NULL;
}

static char state_of(int thread) {
  char name[64], text[512] = "";
  snprintf(name, sizeof name, "/proc/self/task/%d/stat", thread);
  FILE *file = fopen(name, "r");
  fread(text, 1, sizeof text - 1, file);
  fclose(file);
  return strrchr(text, ')')[2];
}

int main(void) {
  pthread_t thread;
  pipe(ready);
  pipe(program_runs);
  kept = malloc(467);
  leak();
  pthread_create(&thread, NULL, sleep_in_vfork, NULL);
  read(ready[0], &(char){0}, 1);
  while (state_of(tid) != 'D') sched_yield();
  return 0;
}
