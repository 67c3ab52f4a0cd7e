/* Loads each module that it is given, lets it work and unloads it, one after the other. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>

static void fail(const char *what) {
    fprintf(stderr, "host: %s: %s\n", what, dlerror());
    exit(1);
}

static void use_module(const char *path) {
    void *module = dlopen(path, RTLD_NOW);
    if (!module)
        fail(path);
    void (*work)(void) = (void (*)(void))dlsym(module, "module_work");
    if (!work)
        fail("module_work");
    struct link_map *map;
    dlinfo(module, RTLD_DI_LINKMAP, &map);
    work();
    printf("  %s was loaded at 0x%lx; unloading it\n", path, (unsigned long)map->l_addr);
    dlclose(module);
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        use_module(argv[i]);
    return 0;
}
