// Shows: a program that waits for orders on standard input and can be checked meanwhile: l leaks 681 bytes, k keeps 682 bytes, m keeps 685 bytes in
// memory mapped right behind the program break, e overwrites its environment, t moves a table of pointers to blocks of 683 bytes about until the
// next order, v starts a thread that sleeps in a vfork until the program ends, d makes LeakSanitizer's last check, u lets nobody read the process. It says
// its pid, and "done" after each order.
// Verdict: what was leaked until then is definitely lost.
#define _GNU_SOURCE
#include <pthread.h>
#include <sanitizer/lsan_interface.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#pragma weak __lsan_do_leak_check

enum { BLOCKS = 2000, MOST = 1 << 17 };

void *kept[100];
int kept_count;
static volatile int stopped, seen;

void leak(void) { malloc(681); }

void keep(void) { kept[kept_count++] = malloc(682); }

// As programs do that show a title of their own in lists of processes.
void overwrite_environment(void) {
  for (char **variable = environ; *variable; variable++) memset(*variable, 'x', strlen(*variable));
}

// Beneath mmap's threshold, and never where it was: so realloc copies.
void *move_table(void *unused) {
  void **table = malloc(BLOCKS * sizeof *table);
  for (int i = 0; i < BLOCKS; i++) table[i] = malloc(683);
  while (!stopped) {
    void *barrier = malloc(684);
    table = realloc(table, (BLOCKS + MOST / 8) * sizeof *table / 2);
    free(barrier);
    table = realloc(table, BLOCKS * sizeof *table);
    for (int i = 0; i < BLOCKS; i++) seen += table[i] != NULL;
  }
  kept[kept_count++] = table;
  return unused;
}

// The kernel shows it as part of the heap.
void keep_beside_heap(void) {
  void *block = malloc(685);
  char *end = (char *)(((unsigned long)sbrk(0) + 4095) & ~4095ul);
  void **beside = mmap(end, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (beside == (void *)end) *beside = block;
}

static volatile int tid;
static int program_runs[2];

static void *sleep_in_vfork(void *unused) {
  tid = gettid();
  if (!vfork()) {
    close(program_runs[1]);
    read(program_runs[0], &(char){0}, 1);
    _exit(0);
  }
  return unused;
}

static char state_of(int thread) {
  char name[64], text[512] = "";
  snprintf(name, sizeof name, "/proc/self/task/%d/stat", thread);
  FILE *file = fopen(name, "r");
  fread(text, 1, sizeof text - 1, file);
  fclose(file);
  return strrchr(text, ')')[2];
}

static void start_sleeper(void) {
  pthread_t sleeper;
  pipe(program_runs);
  pthread_create(&sleeper, NULL, sleep_in_vfork, NULL);
  while (!tid || state_of(tid) != 'D') sched_yield();
}

void clear_stack(void) {
  volatile char stack[4096];
  for (unsigned i = 0; i < sizeof stack; i++) stack[i] = 0;
}

int main(void) {
  char order[16];
  pthread_t mover;
  int moving = 0;
  setvbuf(stdout, NULL, _IONBF, 0);
  printf("%d\n", (int)getpid());
  clear_stack();
  while (fgets(order, sizeof order, stdin)) {
    if (moving) {
      stopped = 1;
      pthread_join(mover, NULL);
      moving = 0;
    }
    if (*order == 'l') leak();
    if (*order == 'k') keep();
    if (*order == 'e') overwrite_environment();
    if (*order == 'm') keep_beside_heap();
    if (*order == 'v') start_sleeper();
    if (*order == 'd' && __lsan_do_leak_check) __lsan_do_leak_check();
    if (*order == 'u') prctl(PR_SET_DUMPABLE, 0);
    if (*order == 't') {
      stopped = 0;
      moving = !pthread_create(&mover, NULL, move_table, NULL);
    }
    clear_stack();
    puts("done");
  }
  return 0;
}
