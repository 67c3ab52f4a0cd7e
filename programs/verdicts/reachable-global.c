// Shows: blocks held by a module's data: a global (.bss), an initialised global (.data) and a static.
// Verdict: 141, 142 and 143 bytes still reachable.
#include <stdlib.h>

void *in_bss;
void *in_data = &in_data;
static void *volatile in_static;

void keep(void) {
  in_bss = malloc(141);
  in_data = malloc(142);
  in_static = malloc(143);
}

int main(void) {
  keep();
  return 0;
}
