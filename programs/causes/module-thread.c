// A module with a function for a thread to begin with, one that creates a thread itself, and a variable.
#include <pthread.h>
#include <stdlib.h>

static void *volatile kept;

void keep(void *block) { kept = block; }

void *run(void *unused) {
  void *volatile local = malloc(471);
  (void)local;
  return unused;
}

static void *run_own(void *unused) {
  void *volatile local = malloc(473);
  (void)local;
  return unused;
}

void create(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, run_own, NULL);
  pthread_join(thread, NULL);
}
