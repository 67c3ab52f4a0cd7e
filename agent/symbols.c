#define _GNU_SOURCE
#include "symbols.h"
#include <dlfcn.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include "kernel.h"

struct dynamic {
  ElfW(Sym) *symbols;
  const char *names;
  const u32 *gnu_hash, *hash;
  const ElfW(Rela) *relocations, *calls;
  u64 relocation_bytes, call_bytes;
};

static int read_dynamic(u64 load_address, const ElfW(Dyn) *entry, struct dynamic *dynamic) {
  *dynamic = (struct dynamic){0};
  for (; entry && entry->d_tag != DT_NULL; entry++) {
    const void *address = (const void *)entry->d_un.d_ptr;
    switch (entry->d_tag) {
    case DT_SYMTAB: dynamic->symbols = (ElfW(Sym) *)entry->d_un.d_ptr; break;
    case DT_STRTAB: dynamic->names = address; break;
    case DT_GNU_HASH: dynamic->gnu_hash = address; break;
    case DT_HASH: dynamic->hash = address; break;
    case DT_RELA: dynamic->relocations = address; break;
    case DT_RELASZ: dynamic->relocation_bytes = entry->d_un.d_val; break;
    case DT_JMPREL: dynamic->calls = address; break;
    case DT_PLTRELSZ: dynamic->call_bytes = entry->d_un.d_val; break;
    }
  }
  /* The loader has not relocated the kernel's vdso. */
  return dynamic->symbols && dynamic->names && (u64)dynamic->symbols >= load_address ? 0 : -1;
}

static u32 count_by_gnu_hash(const u32 *hash) {
  u32 buckets = hash[0], first = hash[1], bloom_words = hash[2], last = 0;
  const u32 *bucket = hash + 4 + 2 * bloom_words, *chain = bucket + buckets;
  for (u32 i = 0; i < buckets; i++)
    if (bucket[i] > last) last = bucket[i];
  if (last < first) return first;
  while (!(chain[last - first] & 1)) last++; /* the lowest bit ends a chain */
  return last + 1;
}

int symbols_of(const struct link_map *module, struct symbols *symbols) {
  struct dynamic dynamic;
  if (read_dynamic(module->l_addr, module->l_ld, &dynamic) || (!dynamic.gnu_hash && !dynamic.hash)) return -1;
  u32 count = dynamic.gnu_hash ? count_by_gnu_hash(dynamic.gnu_hash) : dynamic.hash[1];
  *symbols = (struct symbols){dynamic.symbols, dynamic.names, count};
  return 0;
}

static u32 gnu_hash_of(const char *name) {
  u32 hash = 5381;
  while (*name) hash = hash * 33 + (u8)*name++;
  return hash;
}

int symbols_same(const char *name, const char *other) {
  while (*name && *name == *other) name++, other++;
  return *name == *other;
}

static int defines(const struct dynamic *dynamic, u32 number, const char *name) {
  const ElfW(Sym) *symbol = &dynamic->symbols[number];
  return symbol->st_shndx != SHN_UNDEF && ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && ELF64_ST_BIND(symbol->st_info) != STB_LOCAL &&
         symbols_same(dynamic->names + symbol->st_name, name);
}

static u32 number_by_gnu_hash(const struct dynamic *dynamic, const char *name) {
  const u32 *hash = dynamic->gnu_hash, *bucket = hash + 4 + 2 * hash[2], *chain = bucket + hash[0];
  u32 wanted = gnu_hash_of(name), number = hash[0] ? bucket[wanted % hash[0]] : 0;
  if (number < hash[1]) return 0;
  for (;; number++) {
    u32 known = chain[number - hash[1]];
    if ((known | 1) == (wanted | 1) && defines(dynamic, number, name)) return number;
    if (known & 1) return 0;
  }
}

static u32 number_of(const struct dynamic *dynamic, const char *name) {
  if (dynamic->gnu_hash) return number_by_gnu_hash(dynamic, name);
  for (u32 number = 1; dynamic->hash && number < dynamic->hash[1]; number++)
    if (defines(dynamic, number, name)) return number;
  return 0;
}

void *symbols_function(const struct link_map *module, const char *name) {
  struct dynamic dynamic;
  u32 number = read_dynamic(module->l_addr, module->l_ld, &dynamic) ? 0 : number_of(&dynamic, name);
  return number ? (void *)(module->l_addr + dynamic.symbols[number].st_value) : NULL;
}

void symbols_bindings(u64 load_address, const void *dynamic_section, void (*visit)(u64 *word, const char *name, void *argument), void *argument) {
  struct dynamic dynamic;
  if (read_dynamic(load_address, dynamic_section, &dynamic)) return;
  for (u32 part = 0; part < 2; part++) {
    const ElfW(Rela) *at = part ? dynamic.calls : dynamic.relocations;
    const ElfW(Rela) *end = (const void *)((const u8 *)at + (part ? dynamic.call_bytes : dynamic.relocation_bytes));
    for (; at && at < end; at++) {
      u64 type = ELF64_R_TYPE(at->r_info);
      if (type != R_X86_64_JUMP_SLOT && type != R_X86_64_GLOB_DAT) continue;
      visit((u64 *)(load_address + at->r_offset), dynamic.names + dynamic.symbols[ELF64_R_SYM(at->r_info)].st_name, argument);
    }
  }
}

/* Whether the loader took the right to write from the page when it had relocated the module. */
static int is_read_only(const struct link_map *module, u64 word) {
  struct dl_find_object object;
  if (!module->l_addr && _dl_find_object((void *)word, &object)) return 0;
  const ElfW(Ehdr) *header = module->l_addr ? (const void *)module->l_addr : object.dlfo_map_start;
  const ElfW(Phdr) *segment = (const void *)((u64)header + header->e_phoff);
  for (u32 i = 0; i < header->e_phnum; i++) {
    u64 start = module->l_addr + segment[i].p_vaddr;
    if (segment[i].p_type == PT_GNU_RELRO && word >= (start & ~4095ull) && word < ((start + segment[i].p_memsz) & ~4095ull)) return 1;
  }
  return 0;
}

void symbols_bind(const struct link_map *module, u64 *word, void *function) {
  int read_only = is_read_only(module, (u64)word);
  u64 page = (u64)word & ~4095ull;
  if (read_only && kernel_call(SYS_mprotect, (long)page, 4096, PROT_READ | PROT_WRITE, 0, 0, 0)) return;
  __atomic_store_n(word, (u64)function, __ATOMIC_RELAXED);
  if (read_only) kernel_call(SYS_mprotect, (long)page, 4096, PROT_READ, 0, 0, 0);
}

/* ---- The program's file ---- */

static int lies_within(u64 offset, u64 bytes, u64 all) { return offset <= all && bytes <= all - offset; }

/* Of one section, if it is a symbol table. */
static int table_has(const u8 *file, u64 bytes, const ElfW(Shdr) *sections, u32 count, u32 number, const char *name) {
  const ElfW(Shdr) *table = &sections[number], *names = &sections[table->sh_link < count ? table->sh_link : 0];
  if (table->sh_type != SHT_SYMTAB || !lies_within(table->sh_offset, table->sh_size, bytes)) return 0;
  if (names->sh_type != SHT_STRTAB || !lies_within(names->sh_offset, names->sh_size, bytes)) return 0;
  const ElfW(Sym) *symbols = (const void *)(file + table->sh_offset);
  u64 name_bytes = strlen(name) + 1;
  for (u64 i = 0; i < table->sh_size / sizeof *symbols; i++) {
    const ElfW(Sym) *symbol = &symbols[i];
    if (ELF64_ST_TYPE(symbol->st_info) != STT_FUNC || symbol->st_shndx == SHN_UNDEF) continue;
    if (lies_within(symbol->st_name, name_bytes, names->sh_size) && !memcmp(file + names->sh_offset + symbol->st_name, name, name_bytes)) return 1;
  }
  return 0;
}

static int file_has(const u8 *file, u64 bytes, const char *name) {
  const ElfW(Ehdr) *header = (const void *)file;
  if (bytes < sizeof *header || memcmp(file, ELFMAG, SELFMAG) || header->e_shentsize != sizeof(ElfW(Shdr)) || header->e_shoff % 8) return 0;
  if (!header->e_shnum || !lies_within(header->e_shoff, header->e_shnum * sizeof(ElfW(Shdr)), bytes)) return 0;
  for (u32 i = 0; i < header->e_shnum; i++)
    if (table_has(file, bytes, (const void *)(file + header->e_shoff), header->e_shnum, i, name)) return 1;
  return 0;
}

/* The kernel lets nobody write to a file that runs. */
int symbols_program_has(const char *name) {
  struct stat status;
  int file = (int)kernel_call(SYS_openat, AT_FDCWD, (long)"/proc/self/exe", O_RDONLY | O_CLOEXEC, 0, 0, 0);
  if (file < 0) return 0;
  int known = !kernel_call(SYS_fstat, file, (long)&status, 0, 0, 0, 0);
  long at = known ? kernel_call(SYS_mmap, 0, status.st_size, PROT_READ, MAP_PRIVATE, file, 0) : -1;
  kernel_call(SYS_close, file, 0, 0, 0, 0, 0);
  if (at < 0 && at > -4096) return 0;
  int found = file_has((const u8 *)at, (u64)status.st_size, name);
  kernel_call(SYS_munmap, at, status.st_size, 0, 0, 0, 0);
  return found;
}
