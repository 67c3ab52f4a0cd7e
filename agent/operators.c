#define _GNU_SOURCE
#include "operators.h"
#include <dlfcn.h>
#include <stdlib.h>
#include "record.h"

/* The C++ library's own function, for what only it can do: call the new-handler, and throw. It allocates through malloc, so what it
 * returns after all is recorded there. NULL when there is no C++ library. */
static void *library_function(const char *name) {
  void *function = dlsym(RTLD_NEXT, name);
  if (function) return function;
  void *library = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_NOLOAD); /* loaded by a module for itself alone */
  return library ? dlsym(library, name) : NULL;
}

/* [new.delete.single]: 0 bytes give a block of their own, too. */
static void *allocate(size_t bytes) { return __libc_malloc(bytes ? bytes : 1); }
static void *allocate_aligned(size_t bytes, size_t alignment) { return __libc_memalign(alignment, bytes ? bytes : 1); }

#define OPERATOR(name, function, parameters, arguments, allocation)                \
  EXPORT void *name parameters {                                                   \
    CALLER;                                                                        \
    void *block = allocation;                                                      \
    if (LIKELY(block != NULL)) {                                                   \
      record(block, bytes, function, sp, rbp);                                     \
      return block;                                                                \
    }                                                                              \
    void *(*library) parameters = (void *(*) parameters)library_function(#name);   \
    if (!library) abort(); /* a C++ program without a C++ library to throw with */ \
    return library arguments;                                                      \
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

static void release(void *block) {
  if (!block) return;
  forget(block);
  __libc_free(block);
}

#define DELETE(name, parameters) \
  EXPORT void name parameters;   \
  EXPORT void name parameters { release(block); }

#define UNUSED(type, name) type name __attribute__((unused))

DELETE(_ZdlPv, (void *block))
DELETE(_ZdaPv, (void *block))
DELETE(_ZdlPvm, (void *block, UNUSED(size_t, bytes)))
DELETE(_ZdaPvm, (void *block, UNUSED(size_t, bytes)))
DELETE(_ZdlPvRKSt9nothrow_t, (void *block, UNUSED(const void *, nothrow)))
DELETE(_ZdaPvRKSt9nothrow_t, (void *block, UNUSED(const void *, nothrow)))
DELETE(_ZdlPvSt11align_val_t, (void *block, UNUSED(size_t, alignment)))
DELETE(_ZdaPvSt11align_val_t, (void *block, UNUSED(size_t, alignment)))
DELETE(_ZdlPvmSt11align_val_t, (void *block, UNUSED(size_t, bytes), UNUSED(size_t, alignment)))
DELETE(_ZdaPvmSt11align_val_t, (void *block, UNUSED(size_t, bytes), UNUSED(size_t, alignment)))
DELETE(_ZdlPvSt11align_val_tRKSt9nothrow_t, (void *block, UNUSED(size_t, alignment), UNUSED(const void *, nothrow)))
DELETE(_ZdaPvSt11align_val_tRKSt9nothrow_t, (void *block, UNUSED(size_t, alignment), UNUSED(const void *, nothrow)))
