#define _GNU_SOURCE
#include "allocator_memory.h"
#include <stdarg.h>
#include <sys/mman.h>
#include <unistd.h>
#include "ledger.h"
#include "symbols.h"

static struct {
  void *(*mmap)(void *, size_t, int, int, int, off_t), *(*mmap64)(void *, size_t, int, int, int, off_t);
  int (*munmap)(void *, size_t);
  void *(*mremap)(void *, size_t, size_t, int, ...), *(*sbrk)(intptr_t);
} theirs;

static u64 page_end(u64 address) { return (address + 4095) & ~4095ull; }

static void *note(void *start, size_t bytes) {
  if (start != MAP_FAILED) ledger_note_allocator_range((u64)start, page_end((u64)start + bytes));
  return start;
}

static void *watched_mmap(void *start, size_t bytes, int protection, int flags, int file, off_t offset) {
  return note(theirs.mmap(start, bytes, protection, flags, file, offset), bytes);
}

static void *watched_mmap64(void *start, size_t bytes, int protection, int flags, int file, off_t offset) {
  return note(theirs.mmap64(start, bytes, protection, flags, file, offset), bytes);
}

/* Forgotten first: afterwards another thread may be given the same memory. */
static int watched_munmap(void *start, size_t bytes) {
  ledger_forget_allocator_range((u64)start, page_end((u64)start + bytes));
  int result = theirs.munmap(start, bytes);
  if (result) note(start, bytes);
  return result;
}

static void *watched_mremap(void *start, size_t bytes, size_t new_bytes, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  void *wanted = flags & MREMAP_FIXED ? va_arg(arguments, void *) : NULL;
  va_end(arguments);
  ledger_forget_allocator_range((u64)start, page_end((u64)start + bytes));
  void *result = theirs.mremap(start, bytes, new_bytes, flags, wanted);
  if (result == MAP_FAILED || flags & MREMAP_DONTUNMAP) note(start, bytes);
  return note(result, new_bytes);
}

static void *watched_sbrk(intptr_t bytes) {
  if (bytes < 0) {
    u64 end = (u64)theirs.sbrk(0);
    ledger_forget_allocator_range(end + (u64)bytes, end);
  }
  void *before = theirs.sbrk(bytes);
  if (before != (void *)-1 && bytes > 0) ledger_note_allocator_range((u64)before, (u64)before + (u64)bytes);
  return before;
}

static const struct {
  const char *name;
  void *watched;
  void **theirs;
} functions[] = {{"mmap", (void *)watched_mmap, (void **)&theirs.mmap}, {"mmap64", (void *)watched_mmap64, (void **)&theirs.mmap64},
                 {"munmap", (void *)watched_munmap, (void **)&theirs.munmap}, {"mremap", (void *)watched_mremap, (void **)&theirs.mremap},
                 {"sbrk", (void *)watched_sbrk, (void **)&theirs.sbrk}};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

static void watch(u64 *word, const char *name, void *allocator) {
  for (u32 i = 0; i < FUNCTIONS; i++)
    if (*functions[i].theirs && symbols_same(name, functions[i].name)) symbols_bind(allocator, word, functions[i].watched);
}

void allocator_memory_watch(const struct link_map *allocator, const struct link_map *first) {
  for (u32 i = 0; i < FUNCTIONS; i++)
    for (const struct link_map *module = first; module && !*functions[i].theirs; module = module->l_next)
      *functions[i].theirs = symbols_function(module, functions[i].name);
  symbols_bindings(allocator->l_addr, allocator->l_ld, watch, (void *)allocator);
}
