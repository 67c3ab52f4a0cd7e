// A module whose destructor frees what its variable holds, and loses another block at that address.
#include <stdio.h>
#include <stdlib.h>

static void *volatile held;

void fill(void) { held = malloc(475); }

__attribute__((destructor)) static void replace(void) {
  void *before = held;
  realloc(held, 0); /* free and malloc would leave the address alone that `held` still has */
  held = realloc(NULL, 476);
  puts(held == before ? "same address" : "other address");
  held = NULL;
}
