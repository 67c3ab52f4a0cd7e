// Shows: a program whose only tracer is taken: its first process traces it (as a debugger would) and passes its signals on. The second argument says what its other
// thread does when main returns: "alone" there is none, "sleeps" in a system call, "runs" in a loop, "deaf" sleeps with all signals blocked; "goes-on" runs
// while main asks for a check (LeakSanitizer's), and has to run on after it; "deaf-runs" runs with all signals blocked; "handles" sleeps where the program handles SIGURG
// itself, which it must not see. A block of 585 bytes was held below the part of the other thread's stack that is in use.
// Verdict: 581 bytes definitely lost; 582 are held by the other thread's stack, 583 by a variable, and 584 by a register of the thread that runs.
#include <pthread.h>
#include <sanitizer/lsan_interface.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#pragma weak __lsan_do_recoverable_leak_check

void *volatile kept;
static volatile long rounds;
static volatile int ready;
static int never[2];

void leak(void) { malloc(581); }

static void run_in_a_register(void) {
  register void *held __asm__("rbx") = malloc(584);
  ready = 1;
  for (;;) __asm__ volatile("pause" : "+r"(held));
}

static void go_on(void) {
  ready = 1;
  for (;;) rounds++;
}

static void check_and_await_other(void) {
  if (__lsan_do_recoverable_leak_check) __lsan_do_recoverable_leak_check();
  alarm(20); /* one that does not go on fails */
  for (long before = rounds; rounds == before;) sched_yield();
  alarm(0);
}

static void hold_and_return(void) {
  void *volatile left[512];
  left[0] = malloc(585);
  (void)left[0];
}

static void handle(int signal) { _exit(signal); }

void *other(void *way) {
  void *volatile held = malloc(582);
  sigset_t all;
  sigfillset(&all);
  hold_and_return();
  if (strncmp(way, "deaf", 4) == 0) pthread_sigmask(SIG_SETMASK, &all, NULL);
  if (strcmp(way, "runs") == 0) run_in_a_register();
  if (strcmp(way, "goes-on") == 0 || strcmp(way, "deaf-runs") == 0) go_on();
  ready = 1;
  read(never[0], &(char){0}, 1);
  return held ? way : NULL;
}

static void traced(const char *way) {
  pthread_t thread;
  kept = malloc(583);
  leak();
  pipe(never);
  if (strcmp(way, "alone")) {
    if (strcmp(way, "handles") == 0) signal(SIGURG, handle);
    pthread_create(&thread, NULL, other, (void *)way);
    while (!ready) sched_yield();
  }
  ptrace(PTRACE_TRACEME, 0, NULL, NULL);
  if (strcmp(way, "goes-on") == 0) check_and_await_other();
  exit(0);
}

int main(int count, char **arguments) {
  int status;
  pid_t child = fork();
  if (!child) traced(count > 1 ? arguments[1] : "alone");
  while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) ptrace(PTRACE_CONT, child, NULL, (void *)(long)WSTOPSIG(status));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
