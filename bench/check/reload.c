/* reload MODULE TIMES: loads a module, calls it and unloads it. */
#include <dlfcn.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    for (int i = 0; i < atoi(argv[2]); i++) {
        void *module = dlopen(argv[1], RTLD_NOW);
        if (!module) return 1;
        void (*leak)(void) = (void (*)(void))dlsym(module, "leak");
        if (leak) leak();
        dlclose(module);
    }
    return 0;
}
