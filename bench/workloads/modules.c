/* modules plain|deepbind TIMES MODULE...: loads all modules, runs each, unloads all; TIMES times. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MODULES = 64 };

static long load_and_run(const char *file, int flags, void **handle) {
    if (!(*handle = dlopen(file, flags))) {
        fprintf(stderr, "%s\n", dlerror());
        exit(1);
    }
    long (*run)(void);
    *(void **)&run = dlsym(*handle, "module_run");
    return run();
}

int main(int argc, char **argv) {
    void *handles[MODULES];
    long sum = 0;
    if (argc < 4 || argc > MODULES + 3)
        return 2;
    int flags = RTLD_NOW | (strcmp(argv[1], "deepbind") ? 0 : RTLD_DEEPBIND);
    for (int time = 0; time < atoi(argv[2]); time++) {
        for (int i = 3; i < argc; i++)
            sum += load_and_run(argv[i], flags, &handles[i - 3]);
        for (int i = argc - 1; i >= 3; i--)
            dlclose(handles[i - 3]);
    }
    printf("%ld\n", sum);
    return 0;
}
