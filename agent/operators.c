#define _GNU_SOURCE
#include "operators.h"
#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include "allocator.h"
#include "frees.h"
#include "record.h"
#include "symbols.h"

/* The C++ library's own function. NULL when there is no C++ library. */
static void *library_function(const char *name) {
  void *function = dlsym(RTLD_NEXT, name);
  if (function) return function;
  void *library = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_NOLOAD); /* loaded by a module for itself alone */
  return library ? dlsym(library, name) : NULL;
}

static int is_ours(const char *name, const void *function) { return dlsym(RTLD_DEFAULT, name) == function; }

static const struct link_map *module_of(const void *address) {
  struct dl_find_object object;
  return address && !_dl_find_object((void *)address, &object) ? object.dlfo_link_map : NULL;
}

static int is_standard(const struct link_map *module) {
  const char *slash = strrchr(module->l_name, '/'), *name = slash ? slash + 1 : module->l_name;
  return !strncmp(name, "libstdc++.so", 12) || !strncmp(name, "libc++.so", 9) || !strncmp(name, "libc++abi.so", 12);
}

/* A library that would stand in for the C++ library's operator if ours did not. */
static int is_librarys(const char *name) {
  const struct link_map *module = module_of(dlsym(RTLD_NEXT, name));
  return module && !is_standard(module) && module != allocator_module;
}

/* A program may replace the basic operators, and then the C++ library's other ones call its own [new.delete]: ours must not stand
 * in for them, nor for those of a library that the program is linked with. Those of an allocator other than libc's give the blocks, as its malloc does. */
static enum { UNKNOWN, NO, YES, ALLOCATORS } has_own;

static NOINLINE int find_own(void) {
  int ours = is_ours("_Znwm", _Znwm) && is_ours("_Znam", _Znam) && is_ours("_ZdlPv", _ZdlPv) && is_ours("_ZdaPv", _ZdaPv) &&
             is_ours("_ZnwmSt11align_val_t", _ZnwmSt11align_val_t) && is_ours("_ZdlPvSt11align_val_t", _ZdlPvSt11align_val_t) &&
             !is_librarys("_Znwm") && !is_librarys("_Znam") && !is_librarys("_ZdlPv") && !is_librarys("_ZdaPv");
  has_own = !ours ? YES : allocator_module && module_of(dlsym(RTLD_NEXT, "_Znwm")) == allocator_module ? ALLOCATORS : NO;
  return has_own != NO;
}

INLINE int program_has_own(void) { return LIKELY(has_own == NO) ? 0 : has_own != UNKNOWN || find_own(); }

/* Whether the library's operator is that of an allocator, and what it gives and takes so ours to record. An allocator may lack some forms: the
 * C++ library's call malloc's family or the other forms, and so us. */
static int is_allocators(const void *library) { return has_own == ALLOCATORS && module_of(library) == allocator_module; }

/* [new.delete.single]: 0 bytes give a block of their own, too. */
static void *allocate(size_t bytes) { return allocator.malloc(bytes ? bytes : 1); }
/* libc would round an alignment up that is no power of two; what it means the C++ library says, as where there is no memory: it rounds a size up past
 * the largest, and then succeeds with errno as it was. */
static void *allocate_aligned(size_t bytes, size_t alignment) {
  if (!alignment || alignment & (alignment - 1)) return NULL;
  int kept = errno;
  void *block = allocator.memalign(alignment, bytes ? bytes : 1);
  if (UNLIKELY(!block)) errno = kept;
  return block;
}

/* What only the C++ library can do when there is no block: call the new-handler, and throw. It allocates through malloc, so what it
 * returns after all is recorded there; unless the program has operators of its own, it is our function's block all the same. */
#define OPERATOR(name, function, parameters, arguments, allocation)                      \
  EXPORT void *name parameters {                                                         \
    static void *(*library) parameters;                                                  \
    CALLER;                                                                              \
    void *block = UNLIKELY(program_has_own()) ? NULL : allocation;                       \
    if (LIKELY(block != NULL)) return record(block, bytes, function, sp);           \
    if (!library) library = (void *(*) parameters)library_function(#name);               \
    if (!library) abort(); /* a C++ program without a C++ library to throw with */       \
    block = library arguments;                                                           \
    if (block && is_allocators((const void *)library)) return record_slowly(block, bytes, function, sp, caller_rbp); \
    if (has_own != YES) record_kind(block, function);                          \
    return block;                                                                        \
  }

OPERATOR(_Znwm, WALK_NEW, (size_t bytes), (bytes), allocate(bytes))
OPERATOR(_Znam, WALK_NEW_ARRAY, (size_t bytes), (bytes), allocate(bytes))
OPERATOR(_ZnwmRKSt9nothrow_t, WALK_NEW_NOTHROW, (size_t bytes, const void *nothrow), (bytes, nothrow), allocate(bytes))
OPERATOR(_ZnamRKSt9nothrow_t, WALK_NEW_ARRAY_NOTHROW, (size_t bytes, const void *nothrow), (bytes, nothrow), allocate(bytes))
OPERATOR(_ZnwmSt11align_val_t, WALK_NEW_ALIGNED, (size_t bytes, size_t alignment), (bytes, alignment),
         allocate_aligned(bytes, alignment))
OPERATOR(_ZnamSt11align_val_t, WALK_NEW_ARRAY_ALIGNED, (size_t bytes, size_t alignment), (bytes, alignment),
         allocate_aligned(bytes, alignment))
OPERATOR(_ZnwmSt11align_val_tRKSt9nothrow_t, WALK_NEW_ALIGNED_NOTHROW, (size_t bytes, size_t alignment, const void *nothrow),
         (bytes, alignment, nothrow), allocate_aligned(bytes, alignment))
OPERATOR(_ZnamSt11align_val_tRKSt9nothrow_t, WALK_NEW_ARRAY_ALIGNED_NOTHROW,
         (size_t bytes, size_t alignment, const void *nothrow), (bytes, alignment, nothrow), allocate_aligned(bytes, alignment))

#define DELETE(name, function, parameters, arguments)                       \
  EXPORT void name parameters {                                             \
    static void(*library) parameters;                                       \
    CALLER;                                                                 \
    if (LIKELY(!program_has_own())) {                                       \
      if (LIKELY(forget_usual(block, walk_kind(function)))) allocator.free(block); \
      else frees_release(block, function, sp, caller_rbp);                  \
      return;                                                               \
    }                                                                       \
    if (!library) library = (void (*) parameters)library_function(#name);   \
    if (is_allocators((const void *)library)) frees_forget_only(block, function, sp, caller_rbp); \
    if (library) library arguments;                                         \
  }

#define UNUSED(type, name) type name __attribute__((unused))

DELETE(_ZdlPv, WALK_DELETE, (void *block), (block))
DELETE(_ZdaPv, WALK_DELETE_ARRAY, (void *block), (block))
DELETE(_ZdlPvm, WALK_DELETE_SIZED, (void *block, UNUSED(size_t, bytes)), (block, bytes))
DELETE(_ZdaPvm, WALK_DELETE_ARRAY_SIZED, (void *block, UNUSED(size_t, bytes)), (block, bytes))
DELETE(_ZdlPvRKSt9nothrow_t, WALK_DELETE_NOTHROW, (void *block, UNUSED(const void *, nothrow)), (block, nothrow))
DELETE(_ZdaPvRKSt9nothrow_t, WALK_DELETE_ARRAY_NOTHROW, (void *block, UNUSED(const void *, nothrow)), (block, nothrow))
DELETE(_ZdlPvSt11align_val_t, WALK_DELETE_ALIGNED, (void *block, UNUSED(size_t, alignment)), (block, alignment))
DELETE(_ZdaPvSt11align_val_t, WALK_DELETE_ARRAY_ALIGNED, (void *block, UNUSED(size_t, alignment)), (block, alignment))
DELETE(_ZdlPvmSt11align_val_t, WALK_DELETE_SIZED_ALIGNED, (void *block, UNUSED(size_t, bytes), UNUSED(size_t, alignment)),
       (block, bytes, alignment))
DELETE(_ZdaPvmSt11align_val_t, WALK_DELETE_ARRAY_SIZED_ALIGNED, (void *block, UNUSED(size_t, bytes), UNUSED(size_t, alignment)),
       (block, bytes, alignment))
DELETE(_ZdlPvSt11align_val_tRKSt9nothrow_t, WALK_DELETE_ALIGNED_NOTHROW,
       (void *block, UNUSED(size_t, alignment), UNUSED(const void *, nothrow)), (block, alignment, nothrow))
DELETE(_ZdaPvSt11align_val_tRKSt9nothrow_t, WALK_DELETE_ARRAY_ALIGNED_NOTHROW,
       (void *block, UNUSED(size_t, alignment), UNUSED(const void *, nothrow)), (block, alignment, nothrow))

/* ---- Modules for which other operators stand in ---- */

static int is_delete(const char *name) { return !strncmp(name, "_Zdl", 4) || !strncmp(name, "_Zda", 4); }

struct bound {
  const struct link_map *own, *ours;
  int elsewhere;
};

/* What is not bound yet leads into the module itself. */
static void look(u64 *word, const char *name, void *argument) {
  struct bound *known = argument;
  if (known->elsewhere || !is_delete(name)) return;
  const struct link_map *module = module_of((const void *)load64((u64)word));
  known->elsewhere = module && module != known->own && module != known->ours;
}

int operators_bound_elsewhere(u64 load_address, const void *dynamic) {
  struct bound known = {module_of(dynamic), module_of((const void *)_ZdlPv), 0};
  symbols_bindings(load_address, dynamic, look, &known);
  return known.elsewhere;
}
