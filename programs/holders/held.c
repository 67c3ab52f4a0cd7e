/* Blocks that each kind of root holds at the end, directly or through others. Each has a size of its own:
 *   1001 a variable; 1002 the middle of an array; 1003 through 2003, at its third word; 1004 at the end of a list of 50 blocks of 96 bytes;
 *   1005 the main thread's stack; 1006 a waiting thread's stack; 1007 its TLS; 1008 a mapping; 1009 in the middle only (possibly lost);
 *   1010 two variables of this program, so that only both together retain it. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

struct three {
    void *first, *second, *third;
};

struct item {
    struct item *next;
    char rest[88];
};

void *variable, *array[4], *one_of_two, *other_of_two;
char *into;
struct three *holder;
struct item *list;
void **mapping;
__thread void *own;
static pthread_barrier_t ready;

static __attribute__((noinline)) void fill(void) {
    variable = malloc(1001);
    array[2] = malloc(1002);
    holder = calloc(1, 2003);
    holder->third = malloc(1003);
    struct item **end = &list;
    for (int i = 0; i < 50; i++, end = &(*end)->next) *end = calloc(1, sizeof(struct item));
    *end = calloc(1, 1004);
    mapping = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mapping[3] = malloc(1008);
    into = malloc(1009);
    into += 40;
    one_of_two = other_of_two = malloc(1010);
}

/* Leaves no pointers in dead frames, nor in registers that a function must keep. */
static __attribute__((noinline)) void wipe(void) {
    volatile char frame[8192];
    for (unsigned i = 0; i < sizeof frame; i++) frame[i] = 0;
    __asm__ volatile("xor %%ebx, %%ebx\n\txor %%r12d, %%r12d\n\txor %%r13d, %%r13d\n\txor %%r14d, %%r14d\n\txor %%r15d, %%r15d"
                     :
                     :
                     : "rbx", "r12", "r13", "r14", "r15");
}

static __attribute__((noinline)) void *waiting_thread(void *unused) {
    void *volatile here = malloc(1006);
    own = malloc(1007);
    wipe();
    pthread_barrier_wait(&ready);
    for (;;) pthread_barrier_wait(&ready);
    return here ? unused : NULL;
}

int main(void) {
    pthread_t thread;
    pthread_barrier_init(&ready, NULL, 2);
    void *volatile here = malloc(1005);
    fill();
    pthread_create(&thread, NULL, waiting_thread, NULL);
    pthread_barrier_wait(&ready);
    wipe();
    exit(here ? 0 : 1);
}
