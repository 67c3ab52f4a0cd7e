// Shows: a program that has as many descriptors open as it may, and leaks before and after; the first argument is the most that it may have.
// Verdict: 691 and 692 bytes definitely lost.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

void leak_before(void) { malloc(691); }

void leak_after(void) { malloc(692); }

int main(int count, char **arguments) {
  rlim_t most = count > 1 ? (rlim_t)atoi(arguments[1]) : 4;
  struct rlimit limit = {most, most};
  leak_before();
  setrlimit(RLIMIT_NOFILE, &limit);
  while (open("/dev/null", O_RDONLY) >= 0) {
  }
  leak_after();
  return 7;
}
