// Shows: system calls and libc functions that the agent stands in front of, called with pointers that lead nowhere.
// Verdict: none. What each returns, or the signal that it ends with, is printed and is as without the agent.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static char *nowhere = (char *)8;
static char *edge; // the last byte that can be read before memory that cannot
static char **texts_at_edge, **bad_text, **good, **text_at_edge;

static void print(const char *name, int result) { printf("%s: %d, errno %d\n", name, result, result == -1 ? errno : 0); }

// Where a pointer is followed in the process itself, that ends it: in a child of its own.
#define TRY(name, call)                                                                \
  do {                                                                                 \
    int status;                                                                        \
    fflush(stdout);                                                                    \
    pid_t child = fork();                                                              \
    if (child == 0) {                                                                  \
      errno = 0;                                                                       \
      print(name, call);                                                               \
      fflush(stdout);                                                                  \
      _exit(0);                                                                        \
    }                                                                                  \
    waitpid(child, &status, 0);                                                        \
    if (WIFSIGNALED(status)) printf("%s: signal %d\n", name, WTERMSIG(status));        \
  } while (0)

static int spawned(const char *path, char **arguments, char **environment, int search) {
  pid_t child = 0;
  int status = 0, result = (search ? posix_spawnp : posix_spawn)(&child, path, NULL, NULL, arguments, environment);
  if (result == 0) waitpid(child, &status, 0);
  return result ? result : 1000 + status;
}

static int with_environ(char **environment, int (*call)(void)) {
  environ = environment;
  return call();
}

static int call_execv(void) { return execv("/bin/true", good); }
static int call_execvp(void) { return execvp("true", good); }

static void prepare(void) {
  static char *words[2] = {"word", NULL}, *words_with_bad[3], *words_with_edge[3];
  char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  munmap(pages + 4096, 4096);
  mmap(pages + 4096, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
  edge = pages + 4095;
  *edge = 'L';
  good = words;
  bad_text = words_with_bad;
  bad_text[0] = "word";
  bad_text[1] = nowhere;
  text_at_edge = words_with_edge;
  text_at_edge[0] = "word";
  text_at_edge[1] = edge;
  texts_at_edge = (char **)(void *)(edge + 1 - sizeof(char *));
}

static void all_of(const char *what, char **words) {
  printf("-- %s\n", what);
  TRY("execve environment", execve("/bin/true", good, words));
  TRY("execve arguments", execve("/bin/true", words, good));
  TRY("execvpe environment", execvpe("true", good, words));
  TRY("execvp arguments", execvp("true", words));
  TRY("execv arguments", execv("/bin/true", words));
  TRY("execv environ", with_environ(words, call_execv));
  TRY("execvp environ", with_environ(words, call_execvp));
  TRY("execle environment", execle("/bin/true", "true", NULL, words));
  TRY("fexecve environment", fexecve(open("/bin/true", O_RDONLY), good, words));
  TRY("fexecve arguments", fexecve(open("/bin/true", O_RDONLY), words, good));
  TRY("execveat environment", execveat(AT_FDCWD, "/bin/true", good, words, 0));
  TRY("execveat arguments", execveat(AT_FDCWD, "/bin/true", words, good, 0));
  TRY("posix_spawn environment", spawned("/bin/true", good, words, 0));
  TRY("posix_spawn arguments", spawned("/bin/true", words, good, 0));
  TRY("posix_spawnp environment", spawned("true", good, words, 1));
  TRY("posix_spawnp arguments", spawned("true", words, good, 1));
}

int main(void) {
  prepare();
  all_of("nowhere", (char **)nowhere);
  all_of("one nowhere", bad_text);
  all_of("misaligned", (char **)(nowhere + 3));
  *texts_at_edge = "word";
  all_of("without end", texts_at_edge);
  *edge = 'L';
  all_of("text without end", text_at_edge);
  printf("-- paths\n");
  for (int i = 0; i < 3; i++) {
    char *path = i == 0 ? nowhere : i == 1 ? NULL : edge;
    printf("%d\n", i);
    *edge = '/';
    TRY("execve", execve(path, good, environ));
    TRY("execv", execv(path, good));
    TRY("execvp", execvp(path, good));
    TRY("execl", execl(path, "true", NULL));
    TRY("execlp", execlp(path, "true", NULL));
    TRY("execveat", execveat(AT_FDCWD, path, good, environ, 0));
    TRY("execveat empty", execveat(AT_FDCWD, path, good, environ, AT_EMPTY_PATH));
    TRY("posix_spawn", spawned(path, good, environ, 0));
    TRY("posix_spawnp", spawned(path, good, environ, 1));
  }
  printf("-- others\n");
  TRY("fexecve", fexecve(-1, good, environ));
  TRY("sigaction", sigaction(9999, (struct sigaction *)nowhere, NULL));
  TRY("sigaction before", sigaction(9999, NULL, (struct sigaction *)nowhere));
  TRY("sigaction SIGKILL", sigaction(SIGKILL, &(struct sigaction){.sa_handler = SIG_DFL}, NULL));
  TRY("sigaction nowhere", sigaction(SIGTERM, (struct sigaction *)nowhere, NULL));
  TRY("sigaction before nowhere", sigaction(SIGTERM, NULL, (struct sigaction *)nowhere));
  TRY("signal", signal(9999, SIG_DFL) == SIG_ERR ? -1 : 0);
  return 0;
}
