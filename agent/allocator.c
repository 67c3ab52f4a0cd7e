#define _GNU_SOURCE
#include "allocator.h"
#include <link.h>
#include "allocator_memory.h"
#include "symbols.h"

/* libc's allocator under its other names: no loop after libc's symbols were redirected. Another allocator may define these names as well. */
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t), *__libc_valloc(size_t), *__libc_pvalloc(size_t);
extern void __libc_free(void *);

struct allocator allocator = {
    __libc_malloc, __libc_free, __libc_calloc, __libc_realloc, __libc_memalign, __libc_memalign, __libc_valloc, __libc_pvalloc, NULL};
const struct link_map *allocator_module, *allocator_in_front;

static const struct {
  const char *name, *libc_name;
  void **function;
} functions[] = {{"malloc", "__libc_malloc", (void **)&allocator.malloc}, {"free", "__libc_free", (void **)&allocator.free},
                 {"calloc", "__libc_calloc", (void **)&allocator.calloc}, {"realloc", "__libc_realloc", (void **)&allocator.realloc},
                 {"memalign", "__libc_memalign", (void **)&allocator.memalign},
                 {"aligned_alloc", "__libc_memalign", (void **)&allocator.aligned_alloc},
                 {"valloc", "__libc_valloc", (void **)&allocator.valloc}, {"pvalloc", "__libc_pvalloc", (void **)&allocator.pvalloc},
                 {"posix_memalign", NULL, (void **)&allocator.posix_memalign}};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

/* The agent's own. The loader has filled the list before it relocates. A program at a fixed address may have a copy of _r_debug, which is empty
 * until the program is relocated: NULL. */
static const struct link_map *own_module(void) {
  const struct link_map *module = _r_debug.r_map;
  while (module && module->l_ld != _DYNAMIC) module = module->l_next;
  return module;
}

const struct link_map *allocator_libc(void) {
  const struct link_map *module = _r_debug.r_map;
  while (module && !symbols_function(module, "gnu_get_libc_version")) module = module->l_next;
  return module;
}

/* The first module that defines the function, in the loader's order of lookup. NULL: none in front of libc. */
static const struct link_map *find_next(const struct link_map *own, const struct link_map *libc, const char *name) {
  const struct link_map *module = own->l_next;
  while (module && module != libc && !symbols_function(module, name)) module = module->l_next;
  return module == libc ? NULL : module;
}

/* What an allocator calls of its own by name must not come back to us: the block that its operator delete hands to free is forgotten already. */
static void bind_to_itself(u64 *word, const char *name, void *unused) {
  (void)unused;
  for (u32 i = 0; i < FUNCTIONS; i++) {
    if (!symbols_same(name, functions[i].name)) continue;
    void *function = symbols_function(allocator_module, name);
    if (function) symbols_bind(allocator_module, word, function);
  }
}

static void nothing(void) {}

/* Runs when the loader relocates the agent: behind all that stands behind it in the order of lookup, and before anybody's code. Nothing can have
 * been allocated yet. No function of another module may be called here: of one whose address a program at a fixed address takes, the address is
 * that of the program's PLT, and the program is relocated last. */
static void (*find(void))(void) {
  const struct link_map *own = own_module(), *libc = allocator_libc();
  if (!own || !libc) return nothing;
  const struct link_map *first = own;
  while (first->l_prev) {
    first = first->l_prev;
    if (symbols_function(first, "malloc")) allocator_in_front = first;
  }
  allocator_module = find_next(own, libc, "malloc");
  for (u32 i = 0; i < FUNCTIONS; i++) {
    const struct link_map *module = allocator_module ? find_next(own, libc, functions[i].name) : NULL;
    void *function = module ? symbols_function(module, functions[i].name) : NULL;
    if (!function && functions[i].libc_name) function = symbols_function(libc, functions[i].libc_name);
    if (function) *functions[i].function = function;
  }
  if (!allocator_module) return nothing;
  symbols_bindings(allocator_module->l_addr, allocator_module->l_ld, bind_to_itself, NULL);
  allocator_memory_watch(allocator_module, first);
  return nothing;
}

/* Has the loader call find: a pointer to a function whose address it must ask for. */
static void found(void) __attribute__((ifunc("find")));
extern HIDDEN void (*const allocator_found)(void);
void (*const allocator_found)(void) = found;
