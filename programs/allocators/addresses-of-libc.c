// Shows: a program at a fixed address that takes addresses of libc's functions. Such an address is that of the program's own PLT, for the agent as
// well, and leads nowhere until the program is relocated: the agent, which is relocated before, must not call these functions then.
// Verdict: it runs as bare; 1,409 bytes are definitely lost.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int (*volatile compare)(const char *, const char *);
size_t (*volatile measure)(const char *);
void *(*volatile fill)(void *, int, size_t);
const char *(*volatile version)(void);
int (*volatile find)(void *, struct dl_find_object *);
void *(*volatile allocate)(size_t);

// In code, where the linker can put only what is known when the program is linked.
static void take_addresses(void) {
  compare = strcmp;
  measure = strlen;
  fill = memset;
  version = gnu_get_libc_version;
  find = _dl_find_object;
  allocate = malloc;
}

static void leak(void) { allocate(1409); }

int main(void) {
  struct dl_find_object object;
  char text[] = "abc";
  take_addresses();
  leak();
  fill(text, 'x', 1);
  printf("%d %zu %d %d\n", compare(text, "xbc"), measure(text), version()[0] != 0, find((void *)main, &object));
  return 0;
}
