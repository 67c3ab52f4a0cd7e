// Shows: a thread that begins with a function of a module ("routine"), and one whose stack holds a block that a module's variable holds, too: the
// module is unloaded before the thread ends ("thread-last") or afterwards ("module-last").
// Verdict: 471 or 472 bytes definitely lost; what went last is the cause.
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

int main(int count, char **arguments) {
  pthread_t thread;
  const char *way = count > 2 ? arguments[2] : "";
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
