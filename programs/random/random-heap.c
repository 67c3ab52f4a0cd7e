/* random-heap SEED BLOCKS KEPT-MODULE GONE-MODULE DESCRIPTION: builds a heap in which anything can point anywhere, writes what it is like, and ends.
 *
 * A block's number tells its size (40 + 8 * number) and its call path (a function for each bit), so each is a loss record of its own. Roots are a
 * variable, a variable of a module that stays, one of a module that is unloaded before the end, the stack and the TLS of a waiting thread, and a mapping.
 * What this program itself knows of addresses is kept so that it looks like no pointer. The description's lines, addresses in hexadecimal:
 *
 *     block NUMBER ADDRESS
 *     word NUMBER OFFSET POINTER          in a block
 *     root variable|module|unloaded|stack|tls|mapping OFFSET POINTER */
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { MOST_BLOCKS = 1024, BITS = 10, ROOTS = 24 };
static const uintptr_t hidden = 0xa5a5a5a5a5a5a5a5;

void *variable[ROOTS];
static __thread void *own[ROOTS];
static void **stack_words, **tls_words;
static pthread_barrier_t ready;

static uintptr_t address[MOST_BLOCKS]; /* hidden */
static uint64_t state;
static FILE *description;

static uint64_t below(uint64_t limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % limit;
}

static size_t size_of(int number) { return 40 + 8 * (size_t)number; }

/* ---- A call path for each number ---- */

void *one(int number, int bit);

void *zero(int number, int bit) {
    if (bit == BITS) return calloc(1, size_of(number));
    return number >> bit & 1 ? one(number, bit + 1) : zero(number, bit + 1);
}

void *one(int number, int bit) {
    if (bit == BITS) return calloc(1, size_of(number));
    return number >> bit & 1 ? one(number, bit + 1) : zero(number, bit + 1);
}

/* ---- Pointers ---- */

/* Mostly to a start, else to somewhere in the block, aligned or not. */
static uintptr_t pointer(int blocks) {
    int target = (int)below((uint64_t)blocks);
    uintptr_t start = address[target] ^ hidden;
    return below(6) ? start : start + 1 + below(size_of(target) - 1);
}

static void point_from_block(int number, int blocks) {
    size_t offset = 8 * below(size_of(number) / 8);
    uintptr_t to = pointer(blocks);
    *(volatile uintptr_t *)((address[number] ^ hidden) + offset) = to;
    fprintf(description, "word %d %zx %zx\n", number, offset, (size_t)to);
}

static void point_from_root(const char *kind, void **words, int blocks) {
    size_t word = below(ROOTS);
    uintptr_t to = pointer(blocks);
    *(volatile uintptr_t *)&words[word] = to;
    fprintf(description, "root %s %zx %zx\n", kind, 8 * word, (size_t)to);
}

/* No pointer is left in frames that ended, nor in registers that a function must keep. */
static __attribute__((noinline)) void wipe(void) {
    volatile char frame[65536];
    for (unsigned i = 0; i < sizeof frame; i++) frame[i] = 0;
    __asm__ volatile("xor %%ebx, %%ebx\n\txor %%r12d, %%r12d\n\txor %%r13d, %%r13d\n\txor %%r14d, %%r14d\n\txor %%r15d, %%r15d"
                     :
                     :
                     : "rbx", "r12", "r13", "r14", "r15");
}

static __attribute__((noinline)) void build(int blocks, void **module, void **unloaded, void **mapping) {
    for (int i = 0; i < blocks; i++) address[i] = (uintptr_t)zero(i, 0) ^ hidden;
    for (int i = 0; i < blocks; i++) fprintf(description, "block %d %zx\n", i, (size_t)(address[i] ^ hidden));
    int words = (int)below(2 * (uint64_t)blocks), roots = 1 + (int)below(12);
    for (int i = 0; i < words; i++) point_from_block((int)below((uint64_t)blocks), blocks);
    for (int i = 0; i < roots; i++) {
        switch (below(6)) {
            case 0: point_from_root("variable", variable, blocks); break;
            case 1: point_from_root("module", module, blocks); break;
            case 2: point_from_root("unloaded", unloaded, blocks); break;
            case 3: point_from_root("stack", stack_words, blocks); break;
            case 4: point_from_root("tls", tls_words, blocks); break;
            default: point_from_root("mapping", mapping, blocks);
        }
    }
}

static void *wait_for_ever(void *unused) {
    void *volatile words[ROOTS] = {0};
    (void)unused;
    stack_words = (void **)words;
    tls_words = own;
    for (;;) pthread_barrier_wait(&ready);
    return words[0];
}

static void **words_of(void *module) {
    void **words = module ? dlsym(module, "words") : NULL;
    if (!words) exit(3);
    return words;
}

int main(int argc, char **argv) {
    if (argc != 6) return 2;
    pthread_t thread;
    state = 88172645463325252ul + strtoull(argv[1], NULL, 10) * 2654435761u;
    int blocks = atoi(argv[2]);
    void *kept = dlopen(argv[3], RTLD_NOW), *gone = dlopen(argv[4], RTLD_NOW);
    void **mapping = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pthread_barrier_init(&ready, NULL, 2);
    pthread_create(&thread, NULL, wait_for_ever, NULL);
    pthread_barrier_wait(&ready);
    description = fopen(argv[5], "w");
    if (!description || blocks < 1 || blocks > MOST_BLOCKS) return 2;
    for (uint64_t i = 0; i < 10; i++) below(2);
    build(blocks, words_of(kept), words_of(gone), mapping);
    fclose(description);
    wipe();
    dlclose(gone);
    wipe();
    exit(0);
}
