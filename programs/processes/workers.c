// Shows: a program that forks workers, each of which leaks the same and something of its own. The first argument says how many, the
// further ones what else it does: "other PROGRAM" starts three children that become that program, "killed" has one more child that
// SIGKILL and one that SIGTERM ends, "wrong" has each worker free what is no block, so that libc aborts it, "outlive" has the workers end
// after the program and the end of their standard input.
// Verdict: 601 bytes definitely lost in each worker by one call path, 701 and more in each by a path of its own, 602 in the program, 603
// in the child that SIGTERM ends. In the child that SIGKILL ends 604 were live.
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int program_runs[2];
static int wrong;
static int outlive;

void leak_in_each(void) { malloc(601); }

void leak_in_one(int worker, int depth) {
  if (depth == 0) malloc(701 + worker);
  else leak_in_one(worker, depth - 1);
}

void leak_in_program(void) { malloc(602); }

void free_no_block(void) {
  char local[32];
  char *volatile address = local + 8;
  free(address);
}

static void work(int worker) {
  char nothing;
  close(program_runs[1]);
  if (outlive) {
    read(program_runs[0], &nothing, 1);
    read(0, &nothing, 1);
  }
  leak_in_each();
  leak_in_one(worker, worker);
  if (wrong) free_no_block();
  exit(0);
}

static void become(char *program) {
  if (fork() == 0) {
    execl(program, program, NULL);
    _exit(1);
  }
}

// What malloc left on the stack: frames that are made later do not write all their words (the C library's in raise).
void clear_stack(void) {
  volatile char stack[4096];
  for (unsigned i = 0; i < sizeof stack; i++) stack[i] = 0;
}

void end_by(int signal, int bytes) {
  if (fork() == 0) {
    malloc(bytes);
    clear_stack();
    raise(signal);
  }
}

int main(int count, char **arguments) {
  struct rlimit no_core = {0, 0};
  int workers = count > 1 ? atoi(arguments[1]) : 20;
  setrlimit(RLIMIT_CORE, &no_core);
  pipe(program_runs);
  for (int i = 2; i < count; i++) {
    if (strcmp(arguments[i], "wrong") == 0) wrong = 1;
    if (strcmp(arguments[i], "outlive") == 0) outlive = 1;
    if (strcmp(arguments[i], "other") == 0)
      for (int child = 0; child < 3; child++) become(arguments[i + 1]);
    if (strcmp(arguments[i], "killed") == 0) {
      end_by(SIGKILL, 604);
      end_by(SIGTERM, 603);
    }
  }
  for (int worker = 0; worker < workers; worker++)
    if (fork() == 0) work(worker);
  leak_in_program();
  if (outlive) return 0;
  while (wait(NULL) > 0) {
  }
  return 0;
}
