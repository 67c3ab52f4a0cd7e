// Shows: programs that a signal ends. The arguments name the signal (or "abort", or a fault) and how the program is prepared for it:
//   signals abort | fault | divide | trap | pipe | raise NUMBER | thread | suspend | again | signal-stack | asked | overflow
//   | allocating MICROSECONDS until the alarm
// Verdict: 551 bytes are definitely lost; 552 are still reachable, held by the stack of the interrupted function alone.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

void leak(void) { malloc(551); }

// What malloc left on the stack: frames that are made later do not write all their words (abort's of glibc 2.41 has 184 bytes).
void clear_stack(void) {
  volatile char stack[4096];
  for (unsigned i = 0; i < sizeof stack; i++) stack[i] = 0;
}

static void *volatile nowhere;

static void fault(void) { *(volatile int *)nowhere = 1; }

static void divide(void) {
  volatile int zero = 0, seven = 7;
  zero = seven / zero;
}

static void trap(void) { __asm__ volatile("int3"); }

static void write_to_nobody(void) {
  int ends[2];
  pipe(ends);
  close(ends[0]);
  write(ends[1], "x", 1);
}

static void *abort_here(void *unused) {
  abort();
  return unused;
}

static void in_thread(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, abort_here, NULL);
  pthread_join(thread, NULL);
}

// SIGTERM is blocked but for the time of the call, which ends with the signal.
static void suspend(void) {
  sigset_t term, others;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  sigprocmask(SIG_BLOCK, &term, &others);
  raise(SIGTERM);
  sigsuspend(&others);
}

static void once_more(int number) {
  signal(number, SIG_DFL);
  raise(number);
}

static void allocate(int depth) {
  void *block = malloc(760 + depth);
  if (depth) allocate(depth - 1);
  free(block);
}

static void allocate_until_alarm(int microseconds) {
  struct itimerval alarm = {{0, 0}, {0, microseconds}};
  setitimer(ITIMER_REAL, &alarm, NULL);
  for (int i = 0;; i++) allocate(i % 50);
}

static void handler_that_raises_again(void) {
  signal(SIGINT, once_more);
  raise(SIGINT);
}

static int overflow(int depth) {
  volatile char room[4096] = {(char)depth};
  return overflow(depth + 1) + room[0];
}

static void on_signal_stack(void) {
  stack_t stack = {.ss_sp = malloc(1 << 16), .ss_size = 1 << 16};
  sigaltstack(&stack, NULL);
  fault();
}

// What a program sees of its dispositions must be what the kernel gave it.
static void asked(void) {
  struct sigaction action, standard = {.sa_handler = SIG_DFL}, *volatile both = &standard;
  for (int number = 1; number < 32; number++)
    if (sigaction(number, NULL, &action) || action.sa_handler != SIG_DFL || action.sa_flags) printf("%d was not default\n", number);
  if (signal(SIGUSR1, SIG_DFL) != SIG_DFL) puts("signal");
  if (sigaction(SIGUSR2, &standard, both) || standard.sa_handler != SIG_DFL) puts("sigaction");
  if (signal(SIGHUP, SIG_IGN) != SIG_DFL || signal(SIGHUP, SIG_DFL) != SIG_IGN) puts("ignored");
  raise(SIGUSR2);
}

int main(int count, char **arguments) {
  void *volatile held = malloc(552);
  const char *way = count > 1 ? arguments[1] : "abort";
  leak();
  clear_stack();
  setvbuf(stdout, NULL, _IONBF, 0);
  if (strcmp(way, "abort") == 0) abort();
  if (strcmp(way, "fault") == 0) fault();
  if (strcmp(way, "divide") == 0) divide();
  if (strcmp(way, "trap") == 0) trap();
  if (strcmp(way, "pipe") == 0) write_to_nobody();
  if (strcmp(way, "raise") == 0) raise(atoi(arguments[2]));
  if (strcmp(way, "thread") == 0) in_thread();
  if (strcmp(way, "suspend") == 0) suspend();
  if (strcmp(way, "again") == 0) handler_that_raises_again();
  if (strcmp(way, "signal-stack") == 0) on_signal_stack();
  if (strcmp(way, "asked") == 0) asked();
  if (strcmp(way, "overflow") == 0) overflow(0);
  if (strcmp(way, "allocating") == 0) allocate_until_alarm(atoi(arguments[2]));
  printf("survived\n");
  return held == NULL;
}
