// Shows: somebody who listens under names like those of Tidemark's sessions and takes what he is sent. "lies" answers that a check was made, "mute" hangs up.
// Verdict: none; it runs beside a program that is checked.
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { NAMES = 50, DONE = 1 }; /* as in agent/ledger.layout */

static int listen_as(int number) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "tidemark-impostor-%d-%d", (int)getpid(), number);
  int listener = socket(AF_UNIX, SOCK_SEQPACKET, 0);
  bind(listener, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length));
  listen(listener, 8);
  return listener;
}

int main(int count, char **arguments) {
  struct pollfd listeners[NAMES];
  for (int i = 0; i < NAMES; i++) listeners[i] = (struct pollfd){listen_as(i), POLLIN, 0};
  puts("listening");
  fflush(stdout);
  for (;;) {
    poll(listeners, NAMES, -1);
    for (int i = 0; i < NAMES; i++) {
      if (!(listeners[i].revents & POLLIN)) continue;
      int asker = accept(listeners[i].fd, NULL, NULL);
      if (count > 1 && !strcmp(arguments[1], "lies")) send(asker, (char[]){DONE, 0}, 2, MSG_NOSIGNAL);
      close(asker);
    }
  }
}
