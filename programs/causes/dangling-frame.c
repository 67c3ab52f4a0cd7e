// Shows: the frames of a thread that waits for work keep the address of a task that is freed, and another block of that size is lost afterwards, from a
// new call or ("again") from the one that makes tasks. With "handed" it is the thread's last task. With "allocating" the thread allocates for each task.
// Verdict: 436 bytes definitely lost, with the thread as the cause if it was its task, and without a cause if not.
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

enum { TASKS = 5 };

static sem_t given, done;
static void *volatile given_task;
static int allocating;

static void run(void *volatile *task) {
  memset(*task, 1, 8);
  if (allocating) free(malloc(437));
}

static void *work(void *unused) {
  void *volatile task;
  do {
    sem_wait(&given);
    if (!given_task) return unused;
    task = given_task;
    given_task = NULL;
    run(&task);
    sem_post(&done);
  } while (1);
}

static void *make_task(void) { return malloc(436); }
static void *make_other(void) { return malloc(436); }

static void hand(void *task) {
  given_task = task;
  sem_post(&given);
  sem_wait(&done);
}

/* The last one is lost. */
static void serve(int again, int handed) {
  void *volatile task;
  for (int i = 0; i <= TASKS; i++) {
    task = i == TASKS && !again ? make_other() : make_task();
    if (i < TASKS || handed) hand(task);
    if (i < TASKS) free(task);
  }
  task = NULL;
}

static int has(int count, char **arguments, const char *word) {
  for (int i = 1; i < count; i++)
    if (!strcmp(arguments[i], word)) return 1;
  return 0;
}

int main(int count, char **arguments) {
  pthread_t thread;
  allocating = has(count, arguments, "allocating");
  sem_init(&given, 0, 0);
  sem_init(&done, 0, 0);
  pthread_create(&thread, NULL, work, NULL);
  serve(has(count, arguments, "again"), has(count, arguments, "handed"));
  sem_post(&given);
  pthread_join(thread, NULL);
  return 0;
}
