/* A program that runs long, for measurements of what Tidemark's session keeps meanwhile: it loads and unloads a module LOADS times, each time
 * from a new copy of its file, and allocates and frees a thousand blocks between two loads.
 *
 *     churn MODULE LOADS */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCKS = 1000 };

static void copy(const char *from, const char *to) {
    struct stat status;
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0700);
    if (in < 0 || out < 0 || fstat(in, &status) || sendfile(out, in, NULL, (size_t)status.st_size) != status.st_size) {
        perror(to);
        exit(1);
    }
    close(in);
    close(out);
}

static void allocate(unsigned round) {
    static void *blocks[BLOCKS];
    for (unsigned i = 0; i < BLOCKS; i++) {
        free(blocks[i]);
        blocks[i] = malloc(16 + (round * 31 + i * 7) % 500);
    }
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    for (int round = 0; round < atoi(argv[2]); round++) {
        char path[64];
        snprintf(path, sizeof path, "/tmp/churn-%d-%d.so", (int)getpid(), round);
        copy(argv[1], path);
        void *module = dlopen(path, RTLD_NOW);
        unlink(path);
        if (!module) {
            fprintf(stderr, "%s\n", dlerror());
            return 1;
        }
        ((void (*)(void))dlsym(module, "leak"))();
        dlclose(module);
        allocate((unsigned)round);
        usleep(500);
    }
    return 0;
}
