// A module with one leak of 301 bytes.
#include <stdlib.h>

void first_of_one(void) { malloc(301); }

void leak(void) { first_of_one(); }

void touch(void) { free(malloc(303)); }
