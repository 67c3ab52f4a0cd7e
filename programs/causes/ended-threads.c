// Shows: blocks that only the stack of a thread holds, and the thread ends: each argument is a way.
// Verdict: definitely lost, with the thread as the cause. "handed" is still reachable, "dropped" without a cause, "freed" none. "stale": with the
// first of two threads as the cause.
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <unistd.h>

static sem_t ready;
static volatile pid_t tid;
static void *volatile global;
static char *volatile middle;

/* Saves the registers that are its caller's. */
static void work(void) { __asm__ volatile("" ::: "rbx", "r12", "r13", "r14", "r15"); }

static void *in_local(void *argument) {
  void *volatile local = malloc(441);
  (void)local;
  work();
  return argument;
}

static void *in_register(void *argument) {
  void *kept = malloc(442);
  work();
  __asm__ volatile("" : "+r"(kept)); /* it was needed until here */
  return argument;
}

static void leave(void *argument) {
  void *volatile local = malloc(443);
  (void)local;
  pthread_exit(argument);
}

static void *by_exit(void *argument) {
  void *volatile local = malloc(444);
  (void)local;
  leave(argument);
  return NULL;
}

static void *by_cancel(void *argument) {
  void *volatile local = malloc(445);
  (void)local;
  sem_post(&ready);
  for (;;) pause();
  return argument;
}

static void *in_large_frame(void *argument) {
  void *volatile locals[512];
  locals[0] = malloc(446);
  for (int i = 1; i < 511; i++) locals[i] = locals[0]; /* one block all the same */
  locals[511] = malloc(447);
  work();
  (void)locals[0];
  return argument;
}

static void *handed(void *argument) {
  void *volatile local = malloc(448);
  global = local;
  return argument;
}

static void *dropped(void *argument) {
  global = malloc(449);
  work();
  return argument;
}

static void *freed(void *argument) {
  void *volatile local = malloc(450);
  free(local);
  return argument;
}

/* A thread that never allocates. */
static void *given(void *argument) {
  void *volatile local = argument;
  (void)local;
  work();
  return NULL;
}

static void *in_middle(void *argument) {
  char *volatile local = (char *)malloc(452) + 400;
  (void)local;
  work();
  return argument;
}

static void *detached(void *argument) {
  void *volatile local = malloc(453);
  (void)local;
  tid = gettid();
  return argument;
}

static int in_c11(void *argument) {
  void *volatile local = malloc(454);
  (void)local, (void)argument;
  work();
  return 7;
}

struct node {
  struct node *next;
  char content[];
};

static void *chained(void *argument) {
  struct node *volatile local = malloc(455);
  local->next = malloc(456);
  work();
  return argument;
}

static const struct {
  const char *name;
  void *(*start)(void *);
} ways[] = {{"local", in_local}, {"register", in_register}, {"exit", by_exit}, {"cancel", by_cancel}, {"large", in_large_frame},
            {"handed", handed}, {"dropped", dropped}, {"freed", freed}, {"middle", in_middle}, {"chain", chained}};

static void run(const char *way) {
  pthread_t thread;
  for (unsigned i = 0; i < sizeof ways / sizeof *ways; i++) {
    if (strcmp(way, ways[i].name)) continue;
    pthread_create(&thread, NULL, ways[i].start, NULL);
    if (!strcmp(way, "cancel")) {
      sem_wait(&ready);
      pthread_cancel(thread);
    }
    pthread_join(thread, NULL);
  }
  if (!strcmp(way, "dropped")) global = NULL;
}

/* Each of these has another one's stack. */
static void *fills(void *argument) {
  void *volatile locals[64];
  for (int i = 0; i < 64; i++) locals[i] = argument;
  return (void *)locals[0];
}

static void *leaves_unfilled(void *argument) {
  void *volatile locals[64];
  locals[0] = malloc(457);
  free(locals[0]);
  return argument;
}

static void run_one_after_another(void) {
  pthread_t thread;
  void *block = malloc(458);
  pthread_create(&thread, NULL, fills, block);
  pthread_join(thread, &block);
  global = block;
  pthread_create(&thread, NULL, leaves_unfilled, NULL);
  pthread_join(thread, NULL);
  block = NULL;
  global = NULL;
}

static void run_given(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, given, malloc(451));
  pthread_join(thread, NULL);
}

/* On the smallest stack that there is. */
static void run_detached(void) {
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, 16384);
  pthread_create(&thread, &attributes, detached, NULL);
  while (tid == 0 || tgkill(getpid(), tid, 0) == 0) sched_yield();
}

static int run_c11(void) {
  thrd_t thread;
  int result = 0;
  thrd_create(&thread, in_c11, NULL);
  thrd_join(thread, &result);
  return result;
}

int main(int count, char **arguments) {
  int result = 0;
  sem_init(&ready, 0, 0);
  for (int i = 1; i < count; i++) {
    run(arguments[i]);
    if (!strcmp(arguments[i], "given")) run_given();
    if (!strcmp(arguments[i], "stale")) run_one_after_another();
    if (!strcmp(arguments[i], "detached")) run_detached();
    if (!strcmp(arguments[i], "c11")) result = run_c11();
  }
  return result;
}
