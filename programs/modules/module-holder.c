// A module whose static variable is all that holds a block.
#include <stdlib.h>

static void *volatile held;

void hold(void) { held = malloc(321); }
