// Shows: a thread that begins with a function of a module ("routine"), and one whose stack holds a block that a module's variable holds, too: the
// module is unloaded before the thread ends ("thread-last") or afterwards ("module-last"). "deep": a module that is bound to libc past all others
// creates the thread.
// Verdict: 471, 472 or 473 bytes definitely lost; what went last is the cause.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

static sem_t kept, may_end;
static void (*keep)(void *);

static void *run(void *unused) {
  void *volatile local = malloc(472);
  keep(local);
  sem_post(&kept);
  sem_wait(&may_end);
  return unused;
}

static void run_deep(const char *path) {
  void *module = dlopen(path, RTLD_NOW | RTLD_DEEPBIND);
  ((void (*)(void))dlsym(module, "create"))();
}

int main(int count, char **arguments) {
  pthread_t thread;
  const char *way = count > 2 ? arguments[2] : "";
  if (!strcmp(way, "deep")) {
    run_deep(arguments[1]);
    return 0;
  }
  void *module = dlopen(arguments[1], RTLD_NOW);
  keep = (void (*)(void *))dlsym(module, "keep");
  sem_init(&kept, 0, 0);
  sem_init(&may_end, 0, 0);
  pthread_create(&thread, NULL, strcmp(way, "routine") ? run : (void *(*)(void *))dlsym(module, "run"), NULL);
  if (strcmp(way, "routine")) sem_wait(&kept);
  if (!strcmp(way, "thread-last")) dlclose(module);
  sem_post(&may_end);
  pthread_join(thread, NULL);
  if (strcmp(way, "thread-last")) dlclose(module);
  return 0;
}
