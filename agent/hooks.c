#define _GNU_SOURCE
#include "hooks.h"
#include <dlfcn.h>
#include <errno.h>
#include <gnu/libc-version.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <threads.h>
#include <unistd.h>
#include "agent.h"
#include "allocator.h"
#include "daemons.h"
#include "deaths.h"
#include "ends.h"
#include "execs.h"
#include "freelist.h"
#include "frees.h"
#include "operators.h"
#include "record.h"
#include "unload.h"

/* ---- The malloc family ---- */

/* Memory is out: once more with what freed blocks are kept. Out of the usual way, which has to keep nothing in registers for it. */
static NOINLINE void *malloc_again(size_t bytes, u64 sp, u64 rbp) {
  void *block = freelist_give_back() ? allocator.malloc(bytes) : NULL;
  return block ? record_slowly(block, bytes, WALK_MALLOC, sp, rbp) : NULL;
}

static NOINLINE void *realloc_again(size_t bytes, enum walk_function function, u64 sp, u64 rbp) {
  void *block = freelist_give_back() ? allocator.realloc(NULL, bytes) : NULL;
  return block ? record_slowly(clear_block(block, bytes), bytes, function, sp, rbp) : NULL;
}

static NOINLINE void *calloc_again(size_t count, size_t bytes, u64 sp, u64 rbp) {
  void *block = freelist_give_back() ? allocator.calloc(count, bytes) : NULL;
  return block ? record_slowly(block, count * bytes, WALK_CALLOC, sp, rbp) : NULL;
}

EXPORT void *malloc(size_t bytes) {
  CALLER;
  void *block = allocator.malloc(bytes);
  if (UNLIKELY(!block)) return malloc_again(bytes, sp, caller_rbp);
  return record(block, bytes, WALK_MALLOC, sp);
}

EXPORT void free(void *block) {
  CALLER;
  if (LIKELY(forget_usual(block, TM_KIND_MALLOC))) allocator.free(block);
  else frees_release(block, WALK_FREE, sp, caller_rbp);
}

EXPORT void *calloc(size_t count, size_t bytes) {
  CALLER;
  void *block = allocator.calloc(count, bytes);
  if (UNLIKELY(!block)) return calloc_again(count, bytes, sp, caller_rbp);
  return record(block, count * bytes, WALK_CALLOC, sp);
}

/* A thread that is stopped in between holds a block that the ledger does not know: Java finds it by its stack. */
#define IN_REALLOC __attribute__((section("tm_realloc")))
extern const u8 realloc_start[] __asm__("__start_tm_realloc") HIDDEN, realloc_end[] __asm__("__stop_tm_realloc") HIDDEN;

void hooks_publish_realloc(void) {
  ledger.header->realloc_start = (u64)realloc_start;
  ledger.header->realloc_end = (u64)realloc_end;
}

/* With freed blocks kept aside. One that is among them already is told as freed twice, and given no memory, as by Memcheck. */
static IN_REALLOC void *reallocate_moving(void *block, size_t bytes, u64 old) {
  if (old) return freelist_move(block, bytes, old);
  if (!freelist_takes(block, old)) return allocator.realloc(block, bytes);
  errno = ENOMEM;
  return NULL;
}

/* In realloc the slow way is called, not jumped to: its return address says that we are here. */
#define CALLED __asm__ volatile("")

/* Of a block that is not to be freed as usual. What is not known stays as it is. */
static NOINLINE IN_REALLOC void *reallocate_slowly(void *block, size_t bytes, enum walk_function function, u64 sp, u64 rbp) {
  u64 old_bytes, old = frees_forget(block, function, sp, rbp, &old_bytes);
  u64 usable = old && !ledger_fine ? clear_usable(block) : ~0ull;
  void *result = freelist_bytes ? reallocate_moving(block, bytes, old) : allocator.realloc(block, bytes);
  if (result) {
    if (bytes < clear_below && clear_usable(result) > usable) clear_grown(result, usable);
    result = record_slowly(result, bytes, function, sp, rbp);
  } else if (bytes) record_again(block, old, old_bytes);
  CALLED;
  return result;
}

/* A new block: as malloc. */
INLINE void *reallocate_nothing(size_t bytes, enum walk_function function, u64 sp) {
  void *block = allocator.realloc(NULL, bytes);
  if (UNLIKELY(!block)) return realloc_again(bytes, function, sp, caller_rbp);
  return record_as(block, bytes, function, sp, 1);
}

INLINE void *reallocate(void *block, size_t bytes, enum walk_function function, u64 sp) {
  u64 old = forget_usual(block, TM_KIND_MALLOC);
  if (UNLIKELY(!old)) {
    void *moved = reallocate_slowly(block, bytes, function, sp, caller_rbp);
    CALLED;
    return moved;
  }
  u64 usable = clear_usable(block);
  void *result = allocator.realloc(block, bytes);
  if (UNLIKELY(!result && bytes)) record_again(block, old, 0); /* a realloc that fails leaves the block as it was */
  if (LIKELY(result && bytes < clear_below) && clear_usable(result) > usable) clear_grown(result, usable);
  result = record(result, bytes, function, sp);
  CALLED;
  return result;
}

/* Both are only jumped to, with the stack as the caller left it. */
static IN_REALLOC __attribute__((used)) void *realloc_nothing(void *unused, size_t bytes) __asm__("realloc_nothing");
static IN_REALLOC void *realloc_nothing(void *unused, size_t bytes) {
  CALLER;
  (void)unused;
  return reallocate_nothing(bytes, WALK_REALLOC, sp);
}

static IN_REALLOC __attribute__((used)) void *realloc_block(void *block, size_t bytes) __asm__("realloc_block");
static IN_REALLOC void *realloc_block(void *block, size_t bytes) {
  CALLER;
  return reallocate(block, bytes, WALK_REALLOC, sp);
}

/* Neither saves what only the other one needs: Lua allocates by it alone. */
EXPORT IN_REALLOC __attribute__((naked)) void *realloc(void *block __attribute__((unused)), size_t bytes __attribute__((unused))) {
  __asm__("testq %rdi, %rdi\n\tje realloc_nothing\n\tjmp realloc_block");
}

EXPORT IN_REALLOC void *reallocarray(void *block, size_t count, size_t bytes) {
  CALLER;
  size_t all;
  if (__builtin_mul_overflow(count, bytes, &all)) {
    errno = ENOMEM;
    return NULL;
  }
  if (!block) return reallocate_nothing(all, WALK_REALLOCARRAY, sp);
  return reallocate(block, all, WALK_REALLOCARRAY, sp);
}

EXPORT void *memalign(size_t alignment, size_t bytes) {
  CALLER;
  return record(FREELIST_AGAIN(allocator.memalign(alignment, bytes)), bytes, WALK_MEMALIGN, sp);
}

/* glibc 2.38 and newer refuse what C17 does; before, it is memalign. */
static int refuses_odd_alignment(void) {
  static int minor;
  if (UNLIKELY(!minor)) minor = atoi(gnu_get_libc_version() + 2); /* "2.36" */
  return minor >= 38;
}

EXPORT void *aligned_alloc(size_t alignment, size_t bytes) {
  CALLER;
  if (UNLIKELY(!alignment || alignment & (alignment - 1)) && !allocator_module && refuses_odd_alignment()) {
    errno = EINVAL;
    return NULL;
  }
  return record(FREELIST_AGAIN(allocator.aligned_alloc(alignment, bytes)), bytes, WALK_ALIGNED_ALLOC, sp);
}

/* libc's own would call what libc's symbols lead to. */
static int libc_posix_memalign(void **into, size_t alignment, size_t bytes) {
  if (!alignment || alignment % sizeof(void *) || alignment & (alignment - 1)) return EINVAL;
  void *block = FREELIST_AGAIN(allocator.memalign(alignment, bytes));
  if (!block) return ENOMEM; /* libc's own sets errno as well */
  *into = block;
  return 0;
}

EXPORT int posix_memalign(void **into, size_t alignment, size_t bytes) {
  CALLER;
  int error = (allocator.posix_memalign ? allocator.posix_memalign : libc_posix_memalign)(into, alignment, bytes);
  if (!error) record(*into, bytes, WALK_POSIX_MEMALIGN, sp);
  return error;
}

EXPORT void *valloc(size_t bytes) {
  CALLER;
  return record(FREELIST_AGAIN(allocator.valloc(bytes)), bytes, WALK_VALLOC, sp);
}

EXPORT void *pvalloc(size_t bytes) {
  CALLER;
  return record(FREELIST_AGAIN(allocator.pvalloc(bytes)), bytes, WALK_PVALLOC, sp);
}

/* ---- Unloading ---- */

static int (*original_dlclose)(void *);

int hooks_find_originals(void) {
  if (!original_dlclose) original_dlclose = (int (*)(void *))dlsym(RTLD_NEXT, "dlclose");
  return original_dlclose && !deaths_find_originals() && !execs_find_originals() && !daemons_find_originals() && !ends_find_originals() ? 0 : -1;
}

/* That modules go is seen without this, but only at the next allocation; and --keep-modules needs it. */
EXPORT int dlclose(void *handle) {
  if (agent_keeps_modules || hooks_find_originals()) return 0;
  u64 dynamic = unload_begin(handle);
  int result = original_dlclose(handle);
  thread_note_unload();
  unload_end();
  unload_note_stay(handle, dynamic);
  return result;
}

/* ---- Their names ---- */

#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* sigset */
const struct hook hooks[] = {
    {"malloc", malloc}, {"calloc", calloc}, {"realloc", realloc}, {"reallocarray", reallocarray}, {"memalign", memalign},
    {"aligned_alloc", aligned_alloc}, {"posix_memalign", posix_memalign}, {"valloc", valloc}, {"pvalloc", pvalloc},
    {"free", free}, {"dlclose", dlclose}, {"_exit", _exit}, {"_Exit", _Exit},
    {"sigaction", sigaction}, {"__sigaction", __sigaction}, {"signal", signal}, {"bsd_signal", bsd_signal}, {"ssignal", ssignal},
    {"sysv_signal", sysv_signal}, {"__sysv_signal", __sysv_signal}, {"sigset", sigset},
    {"execve", execve}, {"execv", execv}, {"execvp", execvp}, {"execvpe", execvpe}, {"execl", execl}, {"execlp", execlp},
    {"execle", execle}, {"fexecve", fexecve}, {"execveat", execveat}, {"posix_spawn", posix_spawn}, {"posix_spawnp", posix_spawnp},
    {"daemon", daemon}, {"setsid", setsid}, {"pthread_create", pthread_create}, {"thrd_create", thrd_create}};
const u32 hook_count = sizeof hooks / sizeof *hooks;

/* The first ones. Without the agent what is bound to libc alone gets libc's blocks: another allocator must not be asked in its stead. */
enum { ALLOCATING_HOOKS = 10 };
u32 hooks_first_of_libc(void) { return allocator_module ? ALLOCATING_HOOKS : 0; }

static const void *const functions[WALK_FUNCTIONS] = {
    [WALK_MALLOC] = malloc, [WALK_CALLOC] = calloc, [WALK_REALLOC] = realloc, [WALK_REALLOCARRAY] = reallocarray,
    [WALK_MEMALIGN] = memalign, [WALK_ALIGNED_ALLOC] = aligned_alloc, [WALK_POSIX_MEMALIGN] = posix_memalign,
    [WALK_VALLOC] = valloc, [WALK_PVALLOC] = pvalloc, [WALK_FREE] = free, [WALK_NEW] = _Znwm, [WALK_NEW_NOTHROW] = _ZnwmRKSt9nothrow_t,
    [WALK_NEW_ALIGNED] = _ZnwmSt11align_val_t, [WALK_NEW_ALIGNED_NOTHROW] = _ZnwmSt11align_val_tRKSt9nothrow_t,
    [WALK_NEW_ARRAY] = _Znam, [WALK_NEW_ARRAY_NOTHROW] = _ZnamRKSt9nothrow_t,
    [WALK_NEW_ARRAY_ALIGNED] = _ZnamSt11align_val_t, [WALK_NEW_ARRAY_ALIGNED_NOTHROW] = _ZnamSt11align_val_tRKSt9nothrow_t,
    [WALK_DELETE] = _ZdlPv, [WALK_DELETE_SIZED] = _ZdlPvm, [WALK_DELETE_NOTHROW] = _ZdlPvRKSt9nothrow_t,
    [WALK_DELETE_ALIGNED] = _ZdlPvSt11align_val_t, [WALK_DELETE_SIZED_ALIGNED] = _ZdlPvmSt11align_val_t,
    [WALK_DELETE_ALIGNED_NOTHROW] = _ZdlPvSt11align_val_tRKSt9nothrow_t,
    [WALK_DELETE_ARRAY] = _ZdaPv, [WALK_DELETE_ARRAY_SIZED] = _ZdaPvm, [WALK_DELETE_ARRAY_NOTHROW] = _ZdaPvRKSt9nothrow_t,
    [WALK_DELETE_ARRAY_ALIGNED] = _ZdaPvSt11align_val_t, [WALK_DELETE_ARRAY_SIZED_ALIGNED] = _ZdaPvmSt11align_val_t,
    [WALK_DELETE_ARRAY_ALIGNED_NOTHROW] = _ZdaPvSt11align_val_tRKSt9nothrow_t};

void hooks_name_functions(u32 instance, u64 load_address) {
  for (u32 function = WALK_MALLOC; function < WALK_FUNCTIONS; function++)
    walk_function_frame[function] = (u64)instance << TM_FRAME_OFFSET_BITS | ((u64)functions[function] + 1 - load_address);
}
