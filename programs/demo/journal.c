/* A module of the same size as the catalogue, so that it is mapped where the catalogue was: there, the catalogue's return addresses lead into the
 * journal's functions. */
#include <stdlib.h>
#include <string.h>

struct entry {
    struct entry *next;
    char text[992];
};

static struct entry *journal_entries;

static struct entry *journal_entry(struct entry *next) {
    struct entry *entry = malloc(sizeof *entry);
    memset(entry->text, 'j', sizeof entry->text);
    entry->next = next;
    return entry;
}

static void journal_open(void) {
    for (int i = 0; i < 2; i++)
        journal_entries = journal_entry(journal_entries);
}

static void journal_read_date(void) {
    char *volatile date = malloc(33);
    date[0] = 0;
    date = NULL;
}

void module_work(void) {
    journal_open();
    journal_read_date();
}
