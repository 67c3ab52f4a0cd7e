#define _GNU_SOURCE
#include "redirect.h"
#include <link.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include "base.h"
#include "hooks.h"
#include "kernel.h"

extern void *__libc_malloc(size_t);

struct symbols {
  ElfW(Sym) *table;
  const char *names;
  const u32 *hash; /* DT_GNU_HASH */
  u32 count;
};

static u32 count_symbols(const u32 *hash) {
  u32 buckets = hash[0], first = hash[1], bloom_words = hash[2], last = 0;
  const u32 *bucket = hash + 4 + 2 * bloom_words, *chain = bucket + buckets;
  for (u32 i = 0; i < buckets; i++)
    if (bucket[i] > last) last = bucket[i];
  if (last < first) return first;
  while (!(chain[last - first] & 1)) last++; /* the lowest bit ends a chain */
  return last + 1;
}

static int find_symbols(const struct link_map *map, struct symbols *symbols) {
  *symbols = (struct symbols){NULL, NULL, NULL, 0};
  for (const ElfW(Dyn) *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
    if (entry->d_tag == DT_SYMTAB) symbols->table = (ElfW(Sym) *)entry->d_un.d_ptr;
    if (entry->d_tag == DT_STRTAB) symbols->names = (const char *)entry->d_un.d_ptr;
    if (entry->d_tag == DT_GNU_HASH) symbols->hash = (const u32 *)entry->d_un.d_ptr;
  }
  if (!symbols->table || !symbols->names || !symbols->hash) return -1;
  symbols->count = count_symbols(symbols->hash);
  return 0;
}

static const struct hook *hook_named(const char *name) {
  for (u32 i = 0; i < hook_count; i++)
    if (!strcmp(name, hooks[i].name)) return &hooks[i];
  return NULL;
}

static int protect(const struct symbols *symbols, int protection) {
  u64 start = (u64)symbols->table & ~4095ull, end = ((u64)(symbols->table + symbols->count) + 4095) & ~4095ull;
  return kernel_call(SYS_mprotect, (long)start, (long)(end - start), protection, 0, 0, 0) ? -1 : 0;
}

void redirect_libc(void) {
  struct dl_find_object object;
  struct symbols symbols;
  void *(*volatile libc_function)(size_t) = __libc_malloc;
  if (hooks_find_originals() || _dl_find_object((void *)libc_function, &object)) return;
  const struct link_map *libc = object.dlfo_link_map;
  if (find_symbols(libc, &symbols) || protect(&symbols, PROT_READ | PROT_WRITE)) return;
  for (u32 i = 1; i < symbols.count; i++) {
    ElfW(Sym) *symbol = &symbols.table[i];
    const struct hook *hook = ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_shndx != SHN_UNDEF
                                  ? hook_named(symbols.names + symbol->st_name) : NULL;
    if (hook) symbol->st_value = (u64)hook->function - libc->l_addr;
  }
  protect(&symbols, PROT_READ);
}
