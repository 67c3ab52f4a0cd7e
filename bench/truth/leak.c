/* What the interpreters of this folder leak: 1,000 connections of 72 bytes, each with a name of 21 bytes. Python and PHP call `leak` through their
 * foreign functions, Lua as a function of its own, sqlite3 by loading this as an extension once for each. */
#include <stdio.h>
#include <stdlib.h>

struct connection {
  struct connection *next;
  char *peer;
  int number;
  char buffer[48];
};

static int number;

int leak(void *unused) {
  (void)unused;
  struct connection *connection = malloc(sizeof *connection);
  connection->next = NULL;
  connection->peer = malloc(21);
  connection->number = number;
  connection->buffer[0] = 'x';
  snprintf(connection->peer, 21, "peer-%d.example", number++);
  return 0;
}

int sqlite3_leak_init(void *database, char **error, const void *functions) {
  (void)error, (void)functions;
  return leak(database);
}
