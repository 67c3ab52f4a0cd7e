// Shows: blocks that lie far from each other, in several times 64 MiB of address space, and a forked child with such blocks of its own.
// Verdict: 160027720 bytes in 40 blocks definitely lost, and in the child 80013880 in 20.
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

void leak(void) { malloc(4000693); }

void leak_in_child(void) { malloc(4000694); }

int main(void) {
  for (volatile int i = 0; i < 40; i++) leak();
  if (fork() == 0) {
    for (volatile int i = 0; i < 20; i++) leak_in_child();
    return 0;
  }
  wait(NULL);
  return 0;
}
