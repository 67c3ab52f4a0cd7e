#define _GNU_SOURCE
#include "operators.h"
#include <dlfcn.h>
#include <stdlib.h>
#include "frees.h"
#include "record.h"

/* The C++ library's own function. NULL when there is no C++ library. */
static void *library_function(const char *name) {
  void *function = dlsym(RTLD_NEXT, name);
  if (function) return function;
  void *library = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_NOLOAD); /* loaded by a module for itself alone */
  return library ? dlsym(library, name) : NULL;
}

static int is_ours(const char *name, const void *function) { return dlsym(RTLD_DEFAULT, name) == function; }

/* A program may replace the basic operators, and then the C++ library's other ones call its own [new.delete]: ours must not stand
 * in for them. */
static enum { UNKNOWN, NO, YES } has_own;

static NOINLINE int find_own(void) {
  int ours = is_ours("_Znwm", _Znwm) && is_ours("_Znam", _Znam) && is_ours("_ZdlPv", _ZdlPv) && is_ours("_ZdaPv", _ZdaPv) &&
             is_ours("_ZnwmSt11align_val_t", _ZnwmSt11align_val_t) && is_ours("_ZdlPvSt11align_val_t", _ZdlPvSt11align_val_t);
  has_own = ours ? NO : YES;
  return !ours;
}

INLINE int program_has_own(void) { return LIKELY(has_own == NO) ? 0 : has_own == YES || find_own(); }

/* [new.delete.single]: 0 bytes give a block of their own, too. */
static void *allocate(size_t bytes) { return __libc_malloc(bytes ? bytes : 1); }
static void *allocate_aligned(size_t bytes, size_t alignment) { return __libc_memalign(alignment, bytes ? bytes : 1); }

/* What only the C++ library can do when memory is out: call the new-handler, and throw. It allocates through malloc, so what it
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
    if (!program_has_own()) record_kind(block, function);                                \
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
      if (LIKELY(forget_usual(block, walk_kind(function)))) __libc_free(block); \
      else frees_release(block, function, sp, caller_rbp);                  \
      return;                                                               \
    }                                                                       \
    if (!library) library = (void (*) parameters)library_function(#name);   \
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
