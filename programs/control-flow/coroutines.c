// Shows: two coroutines (swapcontext) on stacks that the program mapped, switched a hundred times; both end up suspended.
// Verdict: 100 * 621 bytes definitely lost from each; 622 bytes, held by a suspended coroutine's local, still reachable.
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#define STACK_BYTES (64 << 10)
ucontext_t main_context, contexts[2];

void leak(void) { malloc(621); }

void even(void) {
  for (;;) {
    leak();
    swapcontext(&contexts[0], &main_context);
  }
}

void odd(void) {
  void *volatile local = malloc(622);
  for (;;) {
    leak();
    swapcontext(&contexts[1], &main_context);
    if (!local) return;
  }
}

void prepare(ucontext_t *context, void (*body)(void)) {
  getcontext(context);
  context->uc_stack.ss_sp = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  context->uc_stack.ss_size = STACK_BYTES;
  makecontext(context, body, 0);
}

int main(void) {
  prepare(&contexts[0], even);
  prepare(&contexts[1], odd);
  for (int i = 0; i < 200; i++) swapcontext(&main_context, &contexts[i % 2]);
  return 0;
}
