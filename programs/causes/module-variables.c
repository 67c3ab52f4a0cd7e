// A module whose variables are all that holds some blocks, each in a way of its own. clear() lets go of one; refill() of another, for a
// block of the same size from the same call.
#include <stdlib.h>

struct node {
  struct node *next;
  char content[];
};

static void *volatile cache;
static void *volatile slots[4] = {(void *)1};
void *volatile exported;
static char *volatile middle;
static struct node *volatile chain;
static struct node *volatile ring;
static void *volatile again;

static struct node *node(size_t bytes) { return calloc(1, bytes); }

void fill(void) {
  cache = malloc(401);
  slots[2] = malloc(402);
  exported = malloc(403);
  middle = (char *)malloc(404) + 24;
  chain = node(405);
  chain->next = node(406);
  chain->next->next = node(407);
}

/* The ring's record is that of its lower block, whichever the module holds. */
void fill_ring(void) {
  struct node *one = node(411), *other = node(411);
  one->next = other;
  other->next = one;
  ring = one > other ? one : other;
}

void hold(void *block) { again = block; }

void clear(void) { cache = NULL; }
