// Shows: what libc keeps for itself until the end, and what it keeps for the program. The argument says which; "loaded" and what follows it take a module.
// Verdict: Memcheck's, which has libc free its own (__libc_freeres), but for three. A string that putenv was given is still reachable, where Memcheck calls
// it definitely lost, since libc has freed the environment. The vector of a thread that still runs is the loader's, where Memcheck calls it
// possibly lost. The loader's list of modules loaded with RTLD_GLOBAL is its own, where Memcheck has it freed only if all of them are unloaded.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <iconv.h>
#include <libintl.h>
#include <locale.h>
#include <netdb.h>
#include <pthread.h>
#include <pwd.h>
#include <search.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

#define SEMAPHORE "/tidemark-test-kept-by-libraries"

static pthread_key_t keys[64];
static pthread_barrier_t runs;
static __thread void *own[3];

static void nothing(void) {}

static void *wait_for_end(void *unused) {
  pthread_barrier_wait(&runs);
  pause();
  return unused;
}

static void environment(void) { setenv("TIDEMARK_TEST_KEPT", "a value", 1); }

static void put_in_environment(void) {
  char *text = malloc(77);
  strcpy(text, "TIDEMARK_TEST_KEPT=malloc");
  putenv(text);
  putenv(strdup("TIDEMARK_TEST_KEPT_TOO=strdup"));
}

static void forgotten_file(void) { fgetc(fopen("/etc/passwd", "r")); }

static void wide_file(void) { fgetwc(fopen("/etc/passwd", "r")); }

static void forgotten_memory_file(void) {
  char *memory = malloc(33);
  fputs("x", fmemopen(memory, 33, "r+"));
}

static void own_buffer(void) {
  static char *volatile buffer;
  buffer = malloc(5001);
  setvbuf(stdout, buffer, _IOFBF, 5001);
  puts("x");
}

static void output(void) { puts("hello"); }

static void sudden_end(void) {
  puts("hello");
  fflush(stdout);
  _exit(0);
}

static void exit_handlers(void) {
  for (int i = 0; i < 40; i++)
    atexit(nothing);
}

static void fork_handlers(void) {
  for (int i = 0; i < 80; i++)
    pthread_atfork(nothing, nothing, nothing);
}

static void locale(void) {
  setlocale(LC_ALL, "C.UTF-8");
  printf("%ls\n", L"x");
}

static void threads_locale(void) { uselocale(newlocale(LC_ALL_MASK, "C.UTF-8", 0)); }

static void conversion(void) { iconv_close(iconv_open("UTF-16", "ISO-8859-15")); }

static void forgotten_conversion(void) { iconv_open("UTF-16", "ISO-8859-15"); }

static void user(void) { getpwnam("root"); }

static void host(void) {
  struct addrinfo *found;
  if (getaddrinfo("localhost", NULL, NULL, &found) == 0)
    freeaddrinfo(found);
}

static void messages(void) {
  bindtextdomain("tidemark-test", "/nowhere");
  textdomain("tidemark-test");
  gettext("x");
}

static void time_zone(void) {
  time_t start = 0;
  setenv("TZ", "Europe/Berlin", 1);
  localtime(&start);
}

static void semaphore(void) {
  sem_open(SEMAPHORE, O_CREAT, 0600, 1);
  sem_unlink(SEMAPHORE);
}

static void table(void) { hcreate(10); }

static void unknown_error(void) { strerror(12345); }

static void thread_specific(void) {
  for (int i = 0; i < 64; i++)
    pthread_key_create(&keys[i], NULL);
  pthread_setspecific(keys[63], keys);
}

static void thread_local(void) {
  own[0] = strdup("a text");
  asprintf((char **)&own[1], "%d", 5);
  own[2] = fopen("/etc/passwd", "r");
}

static void timer(void) {
  timer_t created;
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  timer_create(CLOCK_REALTIME, &event, &created);
}

static void running_thread(void) {
  pthread_t thread;
  pthread_barrier_init(&runs, NULL, 2);
  pthread_create(&thread, NULL, wait_for_end, NULL);
  pthread_barrier_wait(&runs);
}

static void not_loaded(const char *module) {
  (void)module;
  dlopen("libnowhere.so", RTLD_NOW);
}

static void loaded(const char *module) { dlopen(module, RTLD_NOW); }

static void loaded_globally(const char *module) { dlopen(module, RTLD_NOW | RTLD_GLOBAL); }

static void unloaded(const char *module) { dlclose(dlopen(module, RTLD_NOW)); }

static void unloaded_globally(const char *module) { dlclose(dlopen(module, RTLD_NOW | RTLD_GLOBAL)); }

static const struct {
  const char *name;
  void (*run)(void);
  void (*with_module)(const char *);
} CASES[] = {
  {.name = "environment", .run = environment},
  {.name = "put-in-environment", .run = put_in_environment},
  {.name = "forgotten-file", .run = forgotten_file},
  {.name = "wide-file", .run = wide_file},
  {.name = "forgotten-memory-file", .run = forgotten_memory_file},
  {.name = "own-buffer", .run = own_buffer},
  {.name = "output", .run = output},
  {.name = "sudden-end", .run = sudden_end},
  {.name = "exit-handlers", .run = exit_handlers},
  {.name = "fork-handlers", .run = fork_handlers},
  {.name = "locale", .run = locale},
  {.name = "threads-locale", .run = threads_locale},
  {.name = "conversion", .run = conversion},
  {.name = "forgotten-conversion", .run = forgotten_conversion},
  {.name = "user", .run = user},
  {.name = "host", .run = host},
  {.name = "messages", .run = messages},
  {.name = "time-zone", .run = time_zone},
  {.name = "semaphore", .run = semaphore},
  {.name = "table", .run = table},
  {.name = "unknown-error", .run = unknown_error},
  {.name = "thread-specific", .run = thread_specific},
  {.name = "thread-local", .run = thread_local},
  {.name = "timer", .run = timer},
  {.name = "running-thread", .run = running_thread},
  {.name = "not-loaded", .with_module = not_loaded},
  {.name = "loaded", .with_module = loaded},
  {.name = "loaded-globally", .with_module = loaded_globally},
  {.name = "unloaded", .with_module = unloaded},
  {.name = "unloaded-globally", .with_module = unloaded_globally},
};

/* What the calls above have left on the stack is no root. */
static void clear_stack(void) {
  char zeros[4000];
  memset(zeros, 0, sizeof zeros);
  __asm__ volatile("" ::"r"(zeros) : "memory");
}

int main(int argc, char **argv) {
  for (size_t i = 0; argc > 1 && i < sizeof CASES / sizeof *CASES; i++) {
    if (strcmp(CASES[i].name, argv[1]))
      continue;
    if (CASES[i].run)
      CASES[i].run();
    else if (argc > 2)
      CASES[i].with_module(argv[2]);
    clear_stack();
    return 0;
  }
  return 1;
}
