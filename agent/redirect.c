#define _GNU_SOURCE
#include "redirect.h"
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include "allocator.h"
#include "base.h"
#include "hooks.h"
#include "kernel.h"
#include "symbols.h"

static const struct hook *hook_named(const char *name) {
  for (u32 i = hooks_first_of_libc(); i < hook_count; i++)
    if (!strcmp(name, hooks[i].name)) return &hooks[i];
  return NULL;
}

static int protect(const struct symbols *symbols, int protection) {
  u64 start = (u64)symbols->table & ~4095ull, end = ((u64)(symbols->table + symbols->count) + 4095) & ~4095ull;
  return kernel_call(SYS_mprotect, (long)start, (long)(end - start), protection, 0, 0, 0) ? -1 : 0;
}

void redirect_libc(void) {
  struct symbols symbols;
  const struct link_map *libc = allocator_libc();
  if (hooks_find_originals() || !libc) return;
  if (symbols_of(libc, &symbols) || protect(&symbols, PROT_READ | PROT_WRITE)) return;
  for (u32 i = 1; i < symbols.count; i++) {
    ElfW(Sym) *symbol = &symbols.table[i];
    const struct hook *hook = ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_shndx != SHN_UNDEF
                                  ? hook_named(symbols.names + symbol->st_name) : NULL;
    if (hook) symbol->st_value = (u64)hook->function - libc->l_addr;
  }
  protect(&symbols, PROT_READ);
}
