// Shows: as many threads as the second argument says, started and ended one after another: "joined", or "detached" with at most eight alive; or
// "late": joined, and libc frees something of theirs after all that a library may run at a thread's end.
// Each allocates and frees; every thousandth leaks. Prints by how many MiB the writable address space has grown since the first tenth.
// Verdict: 461 bytes definitely lost for each thousand threads.
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static sem_t alive;
static int number, late;

void leak(void) { malloc(461); }

static void *run(void *detached) {
  free(malloc(462));
  if (late) dlopen("/nowhere.so", RTLD_NOW); /* the error's text */
  if (__atomic_add_fetch(&number, 1, __ATOMIC_RELAXED) % 1000 == 0) leak();
  if (detached) sem_post(&alive);
  return NULL;
}

static long writable_kib(void) {
  char line[256];
  long kib = 0;
  FILE *status = fopen("/proc/self/status", "r");
  while (fgets(line, sizeof line, status)) sscanf(line, "VmData: %ld", &kib);
  fclose(status);
  return kib;
}

int main(int count, char **arguments) {
  int detached = count > 2 && strcmp(arguments[1], "detached") == 0, threads = count > 2 ? atoi(arguments[2]) : 0;
  long before = 0;
  late = count > 2 && strcmp(arguments[1], "late") == 0;
  sem_init(&alive, 0, 8);
  for (int i = 0; i < threads; i++) {
    pthread_t thread;
    if (i == threads / 10) before = writable_kib();
    if (detached) sem_wait(&alive);
    while (pthread_create(&thread, NULL, run, detached ? &alive : NULL));
    if (detached) pthread_detach(thread);
    else pthread_join(thread, NULL);
  }
  for (int i = 0; detached && i < 8; i++) sem_wait(&alive);
  printf("%ld MiB more\n", (writable_kib() - before) / 1024);
  return 0;
}
