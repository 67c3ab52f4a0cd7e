/* A module as plugins are: a constructor, functions that allocate, a table of pointers to relocate. MODULE is its number; it is compiled once for
 * each. */
#include <stdlib.h>
#include <string.h>

#define JOIN(a, b) a##b
#define NAMED(name, number) JOIN(name, number)

enum { BLOCKS = 32 };

static void *blocks[BLOCKS];
static char *name;

static __attribute__((noinline)) void *keep(int slot, size_t bytes) { return blocks[slot] = calloc(1, bytes); }

static void *small(int slot) { return keep(slot, 24 + (size_t)MODULE); }
static void *middle(int slot) { return keep(slot, 200 + (size_t)MODULE); }
static void *large(int slot) { return keep(slot, 2000 + (size_t)MODULE); }

static void *(*const KINDS[])(int) = {small, middle, large, small, middle, small};

__attribute__((constructor)) static void start(void) { name = strdup("a module"); }

__attribute__((destructor)) static void end(void) { free(name); }

/* All that it allocates here it releases, but one small block, which it forgets. */
__attribute__((visibility("default"))) long module_run(void) {
    long sum = 0;
    for (int slot = 0; slot < BLOCKS; slot++)
        sum += KINDS[slot % (int)(sizeof KINDS / sizeof *KINDS)](slot) != NULL;
    for (int slot = 1; slot < BLOCKS; slot++)
        free(blocks[slot]);
    return sum + MODULE;
}

/* So that no two modules have the same symbols. */
__attribute__((visibility("default"))) long NAMED(module_number_, MODULE)(void) { return MODULE; }
