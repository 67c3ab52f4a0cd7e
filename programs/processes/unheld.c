// Shows: the ends that nothing in the process can see coming. The argument names one: kill (SIGKILL), exit-group and success (the system call
// itself, with code 7 and 0), signal (a real-time one).
// Verdict: none. 531 bytes in one block and 534 in two were live.
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *volatile kept;

void keep(void) { kept = malloc(531); }

void leak(void) { malloc(267); }

static void exit_group(int code) { __asm__ volatile("syscall" : : "a"(SYS_exit_group), "D"(code) : "rcx", "r11", "memory"); }

int main(int count, char **arguments) {
  const char *ending = count > 1 ? arguments[1] : "kill";
  keep();
  for (volatile int i = 0; i < 2; i++) leak();
  if (strcmp(ending, "kill") == 0) raise(SIGKILL);
  if (strcmp(ending, "exit-group") == 0) exit_group(7);
  if (strcmp(ending, "signal") == 0) raise(SIGRTMIN);
  if (strcmp(ending, "success") == 0) exit_group(0);
  return 7;
}
