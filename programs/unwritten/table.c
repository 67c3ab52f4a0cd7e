// Shows: a hash table whose entries have buffers that are never full, arrays that grow, and short lives of all of them; in between 200
// connections leak, each with a name of its own.
// Verdict: the connections definitely lost, 14,400 bytes in 200 blocks; their names indirectly, 4,200 bytes in 200 blocks.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
  struct entry *next;
  char name[40];
  void *value;
};
struct array {
  void **at;
  int count, room;
};
struct connection {
  struct connection *next;
  char *peer;
  int number;
  char buffer[48];
};

#ifndef MANY
#define MANY 1 /* ./build truth has 5 */
#endif
enum { BUCKETS = 2048, ARRAYS = 64, ROUNDS = MANY * 6000, LEAKS = MANY * 200 };

static struct entry *table[BUCKETS];
static struct array arrays[ARRAYS];
static unsigned seed = 777;

static unsigned below(unsigned limit) {
  seed = seed * 1103515245 + 12345;
  return (seed >> 16) % limit;
}

static void leak(int number) {
  struct connection *connection = malloc(sizeof *connection);
  connection->next = NULL;
  connection->number = number;
  connection->peer = malloc(21);
  snprintf(connection->peer, 21, "peer-%d.example", number);
  strcpy(connection->buffer, "x");
}

static void put(unsigned key) {
  struct entry *entry = malloc(sizeof *entry), **bucket = &table[key % BUCKETS];
  snprintf(entry->name, sizeof entry->name, "k%u", key);
  entry->value = malloc(16 + below(100));
  *(char *)entry->value = 1;
  entry->next = *bucket;
  *bucket = entry;
}

static void drop(unsigned key) {
  struct entry **bucket = &table[key % BUCKETS], *entry = *bucket;
  if (!entry) return;
  *bucket = entry->next;
  free(entry->value);
  free(entry);
}

static void add(struct array *array) {
  if (array->count == array->room) {
    array->room = array->room ? array->room * 2 : 4;
    array->at = realloc(array->at, array->room * sizeof *array->at);
  }
  array->at[array->count++] = strcpy(malloc(8), "element");
}

static void clear(struct array *array) {
  for (int i = 0; i < array->count; i++) free(array->at[i]);
  free(array->at);
  memset(array, 0, sizeof *array);
}

static void build_line(int number) {
  char *line = malloc(1024);
  snprintf(line, 1024, "line %d", number);
  free(strcpy(malloc(strlen(line) + 1), line));
  free(line);
}

int main(void) {
  for (int i = 0; i < ROUNDS; i++) {
    put(below(100000));
    if (below(5)) drop(below(100000));
    struct array *array = &arrays[below(ARRAYS)];
    add(array);
    if (array->count > 60) clear(array);
    if (!below(20)) build_line(i);
    if (i % (ROUNDS / LEAKS) == 0) leak(i);
  }
  return 0;
}
