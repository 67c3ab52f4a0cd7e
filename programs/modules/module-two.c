// A module as large as module-one, whose code at the same offsets is another function; leaks 302 bytes.
#include <stdlib.h>

void first_of_two(void) { calloc(2, 151); }

void leak(void) { first_of_two(); }

void touch(void) { free(malloc(303)); }
