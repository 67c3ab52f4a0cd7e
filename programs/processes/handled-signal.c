// Shows: a program that handles the signal whose number is the second argument, and ends then: "exit" or "_exit" in the handler, "flag" by a return from main
// after the handler has set a variable.
// Verdict: 553 bytes definitely lost, and an exit code of 7.
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t seen;

void leak(void) { malloc(553); }

// What malloc left on the stack: frames that are made later do not write all their words (the C library's in raise).
void clear_stack(void) {
  volatile char stack[4096];
  for (unsigned i = 0; i < sizeof stack; i++) stack[i] = 0;
}

static void leave(int signal) { exit(signal ? 7 : 0); }

static void leave_at_once(int signal) { _exit(signal ? 7 : 0); }

static void note(int signal) { seen = signal; }

int main(int count, char **arguments) {
  const char *way = count > 1 ? arguments[1] : "exit";
  int number = count > 2 ? atoi(arguments[2]) : SIGTERM;
  leak();
  clear_stack();
  signal(number, strcmp(way, "exit") == 0 ? leave : strcmp(way, "_exit") == 0 ? leave_at_once : note);
  raise(number);
  while (!seen) pause();
  return 7;
}
