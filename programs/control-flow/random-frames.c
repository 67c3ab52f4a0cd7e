/* Call chains of up to 70 frames, drawn from 20 seeds and run again and again, on the main stack and on one of the program's own. In most
 * runs of a chain one frame is larger than before and the next one smaller, or one call comes from another place. Frames are found by rsp or by rbp, and
 * some are larger than half a megabyte. So of two walks that read nearly the same words at the same stack pointer, rbp or one word tells one from
 * the other, and what is no longer read still lies on the stack. */
#include <alloca.h>
#include <stdint.h>
#include <stdlib.h>
#include <ucontext.h>

enum { SEEDS = 20, RUNS = 2000, DEPTH = 70, STACK_BYTES = 4 << 20, HUGE_BYTES = 600 << 10, USUAL_UNITS = 8 };

static uint64_t chain, variant; /* states of generators */

static unsigned draw(uint64_t *state, unsigned below) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(*state >> 33) % below;
}

/* In this run: where a frame is larger by so many units, and the next one smaller; where a call comes from another place. */
static int larger_at, more_units, other_place_at;

static unsigned units(int depth) {
  return (unsigned)(depth == larger_at ? USUAL_UNITS + more_units : depth == larger_at - 1 ? USUAL_UNITS - more_units : USUAL_UNITS);
}

static void go_on(int depth, int huge);

static void allocate(void) {
  void *block = malloc(1 + draw(&variant, 500));
  __asm__ volatile("" : : "r"(block) : "memory");
  free(block);
}

static void plain(int depth, int huge) {
  if (draw(&chain, 4) == 0) allocate();
  go_on(depth, huge);
}

__attribute__((optimize("no-omit-frame-pointer"))) static void with_rbp(int depth, int huge) {
  go_on(depth, huge);
  if (draw(&chain, 4) == 0) allocate();
}

static void of_any_size(int depth, int huge) {
  char *bytes = alloca(16 * units(depth));
  __asm__ volatile("" : : "r"(bytes) : "memory");
  go_on(depth, huge);
  __asm__ volatile("" : : "r"(bytes) : "memory");
}

static void of_half_a_megabyte(int depth, int huge) {
  char bytes[HUGE_BYTES];
  __asm__ volatile("" : : "r"(bytes) : "memory");
  go_on(depth, huge);
  __asm__ volatile("" : : "r"(bytes) : "memory");
}

typedef void function(int depth, int huge);
static function *const functions[] = {plain, with_rbp, of_any_size, of_any_size, of_any_size};

static void go_on(int depth, int huge) {
  if (depth == 0) {
    for (int i = 0; i < 3; i++) allocate();
    return;
  }
  function *next = functions[draw(&chain, sizeof functions / sizeof *functions)];
  if (huge > 0 && draw(&chain, 8) == 0) of_half_a_megabyte(depth - 1, huge - 1);
  else if (depth == other_place_at) next(depth - 1, huge);
  else next(depth - 1, huge);
  __asm__ volatile("");
}

static void run_one(uint64_t seed) {
  chain = seed;
  int depth = 1 + (int)draw(&chain, DEPTH);
  larger_at = depth - (int)draw(&variant, (unsigned)depth);
  more_units = (int)draw(&variant, USUAL_UNITS);
  other_place_at = draw(&variant, 2) ? larger_at + 1 - (int)draw(&variant, 3) : -1;
  go_on(depth, (int)draw(&chain, 3));
}

static ucontext_t main_context, other_context;

static void run_all(void) {
  for (int i = 0; i < RUNS; i++) {
    unsigned seed = draw(&variant, SEEDS);
    for (int again = 0; again < 4; again++) run_one(seed);
  }
}

static void run_on_other_stack(void) {
  run_all();
  swapcontext(&other_context, &main_context);
}

int main(void) {
  run_all();
  getcontext(&other_context);
  other_context.uc_stack.ss_sp = malloc(STACK_BYTES);
  other_context.uc_stack.ss_size = STACK_BYTES;
  makecontext(&other_context, run_on_other_stack, 0);
  swapcontext(&main_context, &other_context);
  run_all();
  free(other_context.uc_stack.ss_sp);
  return 0;
}
