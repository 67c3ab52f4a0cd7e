// Shows: an array that is not full stands where a full one stood, and its tail, never written, still holds that one's pointers; what they
// point at was freed and is handed out again, and leaks.
// Verdict: 105 bytes in 7 blocks definitely lost. The tail of the array that lives holds none of them.
#include <stdlib.h>
#include <string.h>

static char **names;

static char **list(int count, int room) {
  char **all = malloc(room * sizeof *all);
  for (int i = 0; i < count; i++) all[i] = memset(malloc(15), 'n', 15);
  return all;
}

static void drop(char **all, int count) {
  for (int i = 0; i < count; i++) free(all[i]);
  free(all);
}

static void leak(int count) {
  for (int i = 0; i < count; i++) memset(malloc(15), 'l', 15);
}

static int scrub(void) {
  volatile char stack[4096];
  for (int i = 0; i < 4096; i++) stack[i] = 0;
  return stack[100];
}

int main(void) {
  drop(list(8, 8), 8);
  names = list(1, 8);
  leak(7);
  return scrub() + names[0][0] - 'n';
}
