/* session COMMAND [ARGUMENT...]: runs a command in whose program the agent finds a session that takes every message and asks for nothing.
 *
 * In the program's place as a parent there is nothing of ours: the session is its child. */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { REPLY_DONE = 1 };

static int listen_at(const char *name) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int bytes = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "tidemark-%s", name);
  int listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)bytes);
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) || listen(listener, 64)) return -1;
  return listener;
}

static void serve(int listener) {
  char message[4096];
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (connection < 0) _exit(1);
    if (recv(connection, message, sizeof message, 0) > 0) {
      char reply = REPLY_DONE;
      send(connection, &reply, 1, MSG_NOSIGNAL); /* whoever waits for none has closed already */
    }
    close(connection);
  }
}

int main(int argc, char **argv) {
  char name[32];
  if (argc < 2) return 2;
  snprintf(name, sizeof name, "micro-%d", (int)getpid());
  int listener = listen_at(name);
  if (listener < 0) return 1;
  pid_t parent = getpid();
  if (fork() == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(0);
    serve(listener);
  }
  char word[80];
  snprintf(word, sizeof word, "%s:%032d:", name, 0); /* NAME:KEY:PATH */
  setenv("TIDEMARK_SESSION", word, 1);
  execvp(argv[1], argv + 1);
  return 127;
}
