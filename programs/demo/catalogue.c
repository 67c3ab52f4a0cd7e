/* A module that forgets two things: its index hangs from a static pointer, which unloading takes away; and a title that nobody
 * keeps. Each block has a size of its own. */
#include <stdlib.h>
#include <string.h>

struct page {
    struct page *next;
    char text[592];
};

static struct page *catalogue_index;

static struct page *catalogue_page(struct page *next) {
    struct page *page = malloc(sizeof *page);
    memset(page->text, 'c', sizeof page->text);
    page->next = next;
    return page;
}

static void catalogue_open(void) {
    for (int i = 0; i < 3; i++)
        catalogue_index = catalogue_page(catalogue_index);
}

static void catalogue_read_title(void) {
    char *volatile title = malloc(77);
    title[0] = 0;
    title = NULL;
}

void module_work(void) {
    catalogue_open();
    catalogue_read_title();
}
