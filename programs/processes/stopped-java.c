// Shows: Tidemark's Java session stopped (SIGSTOP), at a moment that the argument names, and never continued: before the program ends by that way (exit,
// _exit, quick_exit, abort, exec PROGRAM, child), with the session's socket full besides (full), while it loads modules and forks (busy), where it asks for a
// check (check), and while its threads are stopped for one (traced). Or it is continued: after children that were being held were killed (killed).
// Verdict: none but for killed. The program ends as it does alone, and "through" is printed.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sanitizer/lsan_interface.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#pragma weak __lsan_do_recoverable_leak_check

static void *volatile block;

void leak(int bytes) { block = malloc(bytes); }

static long read_file(const char *path, char *into, size_t room) {
  FILE *file = fopen(path, "re");
  size_t bytes = file ? fread(into, 1, room - 1, file) : 0;
  if (file) fclose(file);
  into[bytes] = 0;
  return (long)bytes;
}

// As in proc(5).
static char state_of(int pid) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  read_file(path, text, sizeof text);
  char *end = strrchr(text, ')');
  return end ? end[2] : '-';
}

// The launcher's other child.
static int find_java(int launcher) {
  char path[64], children[256], link[4096];
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", launcher, launcher);
  read_file(path, children, sizeof children);
  for (char *at = strtok(children, " "); at; at = strtok(NULL, " ")) {
    snprintf(path, sizeof path, "/proc/%s/exe", at);
    ssize_t bytes = readlink(path, link, sizeof link - 1);
    if (bytes > 5 && !memcmp(link + bytes - 5, "/java", 5)) return atoi(at);
  }
  fprintf(stderr, "there is no Java\n");
  exit(9);
}

static void await_state(int pid, char state) {
  while (state_of(pid) != state) usleep(1000);
}

static int stop_java(int launcher) {
  int java = find_java(launcher);
  kill(java, SIGSTOP);
  await_state(java, 'T');
  return java;
}

// So that nobody more can connect without waiting.
static void fill_socket(void) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "tidemark-%s", getenv("TIDEMARK_SESSION"));
  socklen_t bytes = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(address.sun_path + 1));
  int connection, result;
  do {
    connection = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0);
    result = connect(connection, (struct sockaddr *)&address, bytes);
    close(connection);
  } while (result == 0);
  if (errno != EAGAIN) perror("connect");
}

static void *allocate(void *unused) {
  leak(682);
  return unused;
}

// What makes the agent send messages: modules, children, threads.
static void be_busy(void) {
  for (int i = 0; i < 5; i++) {
    pthread_t thread;
    void *module = dlopen("libm.so.6", RTLD_NOW);
    pthread_create(&thread, NULL, allocate, NULL);
    pthread_join(thread, NULL);
    if (fork() == 0) {
      leak(683);
      exit(0);
    }
    if (module) dlclose(module);
  }
  while (wait(NULL) > 0) {
  }
}

// A helper stops Java in the moment in which Java has stopped us, which takes some tries: then it writes to the pipe.
static void be_traced(int launcher) {
  int caught[2], java = find_java(launcher), self = getpid();
  char *large = malloc(200 << 20), done;
  memset(large, 1, 200 << 20);
  pipe2(caught, O_NONBLOCK);
  fflush(stdout);
  if (fork() == 0) {
    for (;;) {
      while (state_of(self) != 't') {
      }
      kill(java, SIGSTOP);
      await_state(java, 'T');
      if (state_of(self) == 't') break;
      kill(java, SIGCONT);
    }
    write(caught[1], "x", 1);
    raise(SIGKILL);
  }
  while (read(caught[0], &done, 1) < 1) __lsan_do_recoverable_leak_check();
  free(large);
}

// Children that wait to be checked are killed, as a pool does with its workers.
static void kill_children(int launcher) {
  int children[7], java = stop_java(launcher), count = sizeof children / sizeof *children;
  for (int i = 0; i < count; i++)
    if ((children[i] = fork()) == 0) {
      leak(684);
      exit(0);
    }
  for (int i = 0; i < count; i++) {
    char path[64], call[256];
    snprintf(path, sizeof path, "/proc/%d/syscall", children[i]);
    do read_file(path, call, sizeof call);
    while (strncmp(call, "7 ", 2)); // poll: it is held
    kill(children[i], SIGKILL);
    waitpid(children[i], NULL, 0);
  }
  kill(java, SIGCONT);
}

int main(int count, char **arguments) {
  const char *way = count > 1 ? arguments[1] : "exit";
  int launcher = getppid();
  setvbuf(stdout, NULL, _IONBF, 0);
  leak(681);
  leak(685);
  if (strcmp(way, "killed") == 0) {
    kill_children(launcher);
    puts("through");
    return 7;
  }
  if (strcmp(way, "traced") == 0) be_traced(launcher);
  else stop_java(launcher);
  if (strcmp(way, "full") == 0) fill_socket();
  if (strcmp(way, "busy") == 0) be_busy();
  if (strcmp(way, "check") == 0) printf("%d\n", __lsan_do_recoverable_leak_check());
  if (strcmp(way, "child") == 0) {
    int status;
    if (fork() == 0) {
      leak(683);
      exit(5);
    }
    wait(&status);
    printf("%d\n", status);
  }
  puts("through");
  if (strcmp(way, "_exit") == 0) _exit(7);
  if (strcmp(way, "quick_exit") == 0) quick_exit(7);
  if (strcmp(way, "abort") == 0) abort();
  if (strcmp(way, "exec") == 0) execv(arguments[2], arguments + 2);
  return 7;
}
