/* A heap of many blocks for measurements: BLOCKS blocks of 24 to 200 bytes, 0.8 pointers a block besides those of a random tree that holds all
 * of them. Nothing but one static pointer leads into it.
 *
 *     blocks [BLOCKS]
 *
 * With 5,000,000 blocks: 556 MB and 9 million pointers. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

struct block {
    unsigned words, used;
    void *pointers[];
};

static struct block *root;
static unsigned long state = 88172645463325252ul;

static unsigned long below(unsigned long limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % limit;
}

static int point(struct block *from, struct block *to) {
    if (from->used == from->words) return 0;
    from->pointers[from->used++] = to;
    return 1;
}

static struct block *make(void) {
    unsigned words = 2 + (unsigned)below(23);
    struct block *block = malloc(sizeof *block + words * sizeof(void *));
    block->words = words;
    block->used = 0;
    for (unsigned i = 0; i < words; i++) block->pointers[i] = (void *)below(100000);
    return block;
}

int main(int argc, char **argv) {
    unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 5000000, pointers = 0;
    size_t bytes = count * sizeof(struct block *);
    struct block **all = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (unsigned long i = 0; i < count; i++) all[i] = make();
    for (unsigned long i = count - 1; i > 0; i--) { /* in random order */
        unsigned long other = below(i + 1);
        struct block *swapped = all[i];
        all[i] = all[other];
        all[other] = swapped;
    }
    for (unsigned long i = 1; i < count; i++) {
        unsigned long from = below(i);
        while (!point(all[from], all[i])) from = from ? from - 1 : i - 1;
        pointers++;
    }
    for (unsigned long i = 0; i < count * 4 / 5; i++) pointers += (unsigned long)point(all[below(count)], all[below(count)]);
    root = all[0];
    munmap(all, bytes);
    printf("%lu blocks, %lu pointers\n", count, pointers);
    return root == NULL;
}
