/* malloc DEPTH THREADS PAIRS own|others
 *
 * PAIRS times: release a block and allocate one of 16 to 271 bytes, DEPTH calls below the thread's first function, in THREADS threads that share the
 * work. own: each thread releases what it allocated itself, in random order out of 1,024. others: threads work in twos, one allocates and the other
 * releases, a thousand blocks at a time. Prints a checksum of the sizes. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS = 1024, THREADS = 64 };

struct exchange {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    void *blocks[BLOCKS];
    int full;
};

struct worker {
    pthread_t thread;
    void *(*role)(struct worker *);
    int depth;
    long pairs;
    unsigned long random;
    unsigned long checksum;
    void *blocks[BLOCKS];
    struct exchange *exchange;
};

static unsigned long next_random(struct worker *worker) {
    unsigned long x = worker->random;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return worker->random = x;
}

static __attribute__((noinline)) void *allocate(struct worker *worker, unsigned long random) {
    size_t bytes = 16 + (random & 255);
    char *block = malloc(bytes);
    *block = (char)random;
    worker->checksum += bytes;
    return block;
}

/* ---- Each thread for itself ---- */

static __attribute__((noinline)) void replace(struct worker *worker) {
    unsigned long random = next_random(worker);
    void **block = &worker->blocks[random >> 32 & (BLOCKS - 1)];
    free(*block);
    *block = allocate(worker, random);
}

static void *replace_all(struct worker *worker) {
    for (long i = 0; i < worker->pairs; i++)
        replace(worker);
    for (int i = 0; i < BLOCKS; i++)
        free(worker->blocks[i]);
    return NULL;
}

/* ---- In twos ---- */

static void exchange_blocks(struct exchange *exchange, void **blocks, int full) {
    pthread_mutex_lock(&exchange->lock);
    while (exchange->full == full)
        pthread_cond_wait(&exchange->changed, &exchange->lock);
    if (full)
        memcpy(exchange->blocks, blocks, sizeof exchange->blocks);
    else
        memcpy(blocks, exchange->blocks, sizeof exchange->blocks);
    exchange->full = full;
    pthread_cond_signal(&exchange->changed);
    pthread_mutex_unlock(&exchange->lock);
}

static void *allocate_for_other(struct worker *worker) {
    for (long done = 0; done < worker->pairs; done += BLOCKS) {
        for (int i = 0; i < BLOCKS; i++)
            worker->blocks[i] = allocate(worker, next_random(worker));
        exchange_blocks(worker->exchange, worker->blocks, 1);
    }
    return NULL;
}

static void *free_of_other(struct worker *worker) {
    for (long done = 0; done < worker->pairs; done += BLOCKS) {
        exchange_blocks(worker->exchange, worker->blocks, 0);
        for (int i = 0; i < BLOCKS; i++)
            free(worker->blocks[i]);
    }
    return NULL;
}

/* ---- Depth and threads ---- */

static __attribute__((noinline, noclone)) void *descend(struct worker *worker, int depth) {
    volatile char frame[24];
    frame[0] = (char)depth;
    void *result = depth > 0 ? descend(worker, depth - 1) : worker->role(worker);
    return frame[0] == (char)depth ? result : NULL; /* no tail call */
}

static void *work(void *argument) {
    struct worker *worker = argument;
    return descend(worker, worker->depth);
}

int main(int argc, char **argv) {
    static struct worker workers[THREADS];
    static struct exchange exchanges[THREADS / 2];
    if (argc != 5 || atoi(argv[2]) < 1 || atoi(argv[2]) > THREADS)
        return 2;
    int count = atoi(argv[2]), others = !strcmp(argv[4], "others");
    unsigned long checksum = 0;
    for (int i = 0; i < count; i++) {
        struct worker *worker = &workers[i];
        /* a pair is done by two threads if they share */
        worker->pairs = atol(argv[3]) * (others ? 2 : 1) / count;
        /* descend once more than it says, allocate and what calls it are three calls */
        worker->depth = atoi(argv[1]) - 4;
        worker->random = 88172645463325252UL + (unsigned long)i * 7919;
        worker->role = others ? (i % 2 ? free_of_other : allocate_for_other) : replace_all;
        worker->exchange = &exchanges[i / 2];
        pthread_mutex_init(&worker->exchange->lock, NULL);
        pthread_cond_init(&worker->exchange->changed, NULL);
    }
    for (int i = 1; i < count; i++)
        pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    work(&workers[0]);
    for (int i = 0; i < count; i++) {
        if (i)
            pthread_join(workers[i].thread, NULL);
        checksum += workers[i].checksum;
    }
    printf("%lu\n", checksum);
    return 0;
}
