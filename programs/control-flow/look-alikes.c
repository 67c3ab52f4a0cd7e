// Shows: walks that are told from each other by rbp alone, since what the one before read still lies on the stack: a frame that is found by rbp is
// moved, with the same stack pointer below it.
// Verdict: nothing is lost. Compared walk by walk with libgcc's.
#include <alloca.h>
#include <stdlib.h>

enum { ALL_BYTES = 192, SHORT = 0, LONG = 40 }; /* a long chain is more than what is remembered of one place */

static void allocate(void) {
  void *block = malloc(600);
  __asm__ volatile("" : : "r"(block) : "memory");
  free(block);
}

static void chain(int frames) {
  if (frames > 0) chain(frames - 1);
  else allocate();
  __asm__ volatile("");
}

static void moved(int bytes, int frames) {
  char *room = alloca(bytes);
  __asm__ volatile("" : : "r"(room) : "memory");
  chain(frames);
  __asm__ volatile("" : : "r"(room) : "memory");
}

/* Whatever is above `moved` is missing below it. */
static void move(int bytes, int other_place, int frames) {
  char *room = alloca(bytes);
  __asm__ volatile("" : : "r"(room) : "memory");
  if (other_place) {
    moved(ALL_BYTES - bytes, frames);
    __asm__ volatile("" : : "r"(room) : "memory");
  } else moved(ALL_BYTES - bytes, frames);
  __asm__ volatile("" : : "r"(room) : "memory");
}

int main(void) {
  static const struct step {
    int bytes, other_place;
  } steps[] = {{128, 0}, {192, 1}, {128, 0}, {192, 0}, {128, 1}, {64, 1}, {128, 0}};
  for (int round = 0; round < 3; round++)
    for (int frames = SHORT; frames <= LONG; frames += LONG)
      for (unsigned i = 0; i < sizeof steps / sizeof *steps; i++) move(steps[i].bytes, steps[i].other_place, frames);
  return 0;
}
