// Libraries: libxml-2.0
// Shows: libxml2 parses documents, which are kept for a while and freed; in between 200 nodes leak that are in no document.
// Verdict: the nodes lost, with all that belongs to them: of 1,600 blocks 200 lead the others. What the documents left in memory leads to none.
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>

#ifndef MANY
#define MANY 1 /* ./build truth has 5 */
#endif
enum { ROUNDS = MANY * 400, KEPT = 50, LEAKS = MANY * 200 };

static xmlDocPtr kept[KEPT];

static void leak(void) {
  xmlNodePtr node = xmlNewNode(NULL, BAD_CAST "leaked");
  xmlNewProp(node, BAD_CAST "id", BAD_CAST "some value");
  xmlNodeAddContent(node, BAD_CAST "text of the leaked node");
}

static xmlDocPtr parse(int number) {
  char text[3000];
  int length = sprintf(text, "<root a='%d'>", number);
  for (int i = 0; i < 3 + number % 20; i++)
    length += sprintf(text + length, "<item n='%d'><name>name %d of %d</name><v>%d</v></item>", i, i, number, number * i);
  sprintf(text + length, "</root>");
  return xmlReadMemory(text, (int)strlen(text), "x", NULL, 0);
}

int main(void) {
  for (int i = 0; i < ROUNDS; i++) {
    xmlDocPtr *place = &kept[i % KEPT];
    if (*place) xmlFreeDoc(*place);
    *place = parse(i);
    if (i % (ROUNDS / LEAKS) == 0) leak();
  }
  return 0;
}
