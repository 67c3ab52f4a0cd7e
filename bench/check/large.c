/* A heap of few large blocks for measurements: 1 GB in 16 blocks that hold numbers, and a pointer to the next one in every page. */
#include <stdlib.h>

enum { BLOCKS = 16, WORDS = 8 << 20, PAGE_WORDS = 512 };

unsigned long **volatile first;

int main(void) {
    unsigned long **next = NULL;
    for (int i = 0; i < BLOCKS; i++) {
        unsigned long **block = malloc(WORDS * sizeof *block);
        for (unsigned long word = 0; word < WORDS; word++)
            block[word] = word % PAGE_WORDS ? (unsigned long *)(word * 2654435761u) : (unsigned long *)next;
        next = block;
    }
    first = next;
    return first == NULL;
}
