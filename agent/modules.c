#define _GNU_SOURCE
#include "modules.h"
#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include "kernel.h"
#include "library.h"
#include "ledger.h"
#include "session.h"

static const volatile u64 unknown_loads = 1;
static const volatile u64 unknown_resident;
const volatile u64 *modules_loads = &unknown_loads;
const volatile u64 *modules_resident = &unknown_resident;

static const volatile u64 stopped_loads = ~0ull;

static const volatile u64 *found_loads = &unknown_loads;

void modules_stop(void) { modules_loads = &stopped_loads; }
void modules_resume(void) { modules_loads = found_loads; }

enum { LIVE = 4096 };
static struct module modules[LIVE]; /* slots; those of retired instances are used again */
static u32 module_slots;

/* ---- The loader's counters ---- */

struct loader_counts {
  u64 loads, unloads;
};

static int read_counts(struct dl_phdr_info *info, size_t size, void *into) {
  (void)size;
  *(struct loader_counts *)into = (struct loader_counts){info->dlpi_adds, info->dlpi_subs};
  return 1;
}

/* glibc keeps _dl_load_adds in _rtld_global behind three recursive mutexes, whose kind (1) is the fourth u32 of their 40 bytes. */
static int behind_recursive_mutexes(const u64 *at, const u64 *start) {
  enum { MUTEX_WORDS = 5, KIND_WORD = 2 };
  if (at - start < 3 * MUTEX_WORDS) return 0;
  for (u32 i = 1; i <= 3; i++)
    if ((u32)at[-(s64)(i * MUTEX_WORDS) + KIND_WORD] != 1) return 0;
  return 1;
}

/* By value: the counter is the one word of _rtld_global that holds what dl_iterate_phdr reports. */
int modules_find_counters(void) {
  struct loader_counts counts;
  Dl_info info;
  const ElfW(Sym) *symbol = NULL;
  u64 *start = dlvsym(RTLD_DEFAULT, "_rtld_global", "GLIBC_PRIVATE");
  if (!start || !dladdr1(start, &info, (void **)&symbol, RTLD_DL_SYMENT) || !symbol) return -1;
  if (!dl_iterate_phdr(read_counts, &counts)) return -1;
  const u64 *found = NULL;
  for (const u64 *at = start; at < start + symbol->st_size / 8; at++) {
    if (*at != counts.loads || !behind_recursive_mutexes(at, start)) continue;
    if (found) return -1;
    found = at;
  }
  /* The first namespace leads the structure: its list of objects, then how many they are (struct link_namespaces). */
  const volatile u64 *resident = start + 1;
  if (!found || *start != (u64)_r_debug.r_map || *resident != counts.loads - counts.unloads) return -1;
  modules_resident = resident;
  modules_loads = found_loads = found;
  return 0;
}

/* ---- What a module's file is ---- */

static void copy_build_id(const u8 *notes, u64 bytes, u64 alignment, struct tm_file *file) {
  u64 at = 0;
  while (at + sizeof(ElfW(Nhdr)) <= bytes) {
    const ElfW(Nhdr) *note = (const void *)(notes + at);
    u64 name = at + sizeof *note, content = (name + note->n_namesz + alignment - 1) & ~(alignment - 1);
    if (content + note->n_descsz > bytes) return;
    if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && !memcmp(notes + name, "GNU", 4)) {
      if (note->n_descsz > sizeof file->build_id) return;
      file->build_id_bytes = note->n_descsz;
      memcpy(file->build_id, notes + content, note->n_descsz);
      return;
    }
    at = (content + note->n_descsz + alignment - 1) & ~(alignment - 1);
  }
}

/* The image's headers as they lie in memory; NULL when the first page does not hold them. */
static const ElfW(Ehdr) *image_header(const struct module *module) {
  const ElfW(Ehdr) *header = (const void *)module->span.start;
  u8 magic[SELFMAG];
  if (kernel_read_safely(module->span.start, magic, SELFMAG) || memcmp(magic, ELFMAG, SELFMAG)) return NULL;
  if (header->e_phentsize != sizeof(ElfW(Phdr)) || header->e_phoff + header->e_phnum * sizeof(ElfW(Phdr)) > 4096) return NULL;
  return header;
}

static const ElfW(Phdr) *image_segments(const ElfW(Ehdr) *header) { return (const void *)((u64)header + header->e_phoff); }

/* Whether the file still has all that is mapped from it: touching the missing pages of one that was cut short would kill the
 * program. */
static int is_whole(const ElfW(Ehdr) *header, u64 file_bytes) {
  const ElfW(Phdr) *segment = image_segments(header);
  for (u32 i = 0; i < header->e_phnum; i++)
    if (segment[i].p_type == PT_LOAD && segment[i].p_offset + segment[i].p_filesz > file_bytes) return 0;
  return 1;
}

static void read_build_id(const struct module *module, const ElfW(Ehdr) *header, struct tm_file *file) {
  const ElfW(Phdr) *segment = image_segments(header);
  for (u32 i = 0; i < header->e_phnum && !file->build_id_bytes; i++) {
    u64 address = module->load_address + segment[i].p_vaddr;
    int inside = address >= module->span.start && address < module->span.end && segment[i].p_filesz <= module->span.end - address;
    if (segment[i].p_type == PT_NOTE && inside)
      copy_build_id((const u8 *)address, segment[i].p_filesz, segment[i].p_align == 8 ? 8 : 4, file);
  }
}

static char *put_number(char *to, u32 number) {
  char digits[10];
  u32 count = 0;
  do digits[count++] = (char)('0' + number % 10);
  while (number /= 10);
  while (count) *to++ = digits[--count];
  return to;
}

/* The path as the kernel knows the open file: absolute and without symbolic links, as /proc/PID/maps shows it. */
static void read_path(int descriptor, const char *name, struct tm_file *file) {
  char link[32] = "/proc/self/fd/";
  *put_number(link + strlen(link), (u32)descriptor) = 0;
  long bytes = descriptor < 0 ? -1
      : kernel_call(SYS_readlinkat, AT_FDCWD, (long)link, (long)file->path, sizeof file->path, 0, 0);
  if (bytes <= 0) {
    bytes = (long)strnlen(name, sizeof file->path);
    memcpy(file->path, name, (size_t)bytes);
  }
  file->path_bytes = (u32)bytes;
}

static int open_file(const char *name) {
  if (library_is(name)) return library_open();
  return (int)kernel_call(SYS_openat, AT_FDCWD, (long)(*name ? name : "/proc/self/exe"), O_RDONLY | O_CLOEXEC, 0, 0, 0);
}

static int same_file(const struct tm_file *a, const struct tm_file *b) {
  return a->device == b->device && a->inode == b->inode && a->size_bytes == b->size_bytes &&
         a->modified_nanos == b->modified_nanos && a->build_id_bytes == b->build_id_bytes && a->path_bytes == b->path_bytes &&
         !memcmp(a->build_id, b->build_id, a->build_id_bytes) && !memcmp(a->path, b->path, a->path_bytes);
}

/* Records the file in the ledger, or finds it there, and sends it to Java once. The number, or -1 when there is no room. */
static s64 note_file(struct module *module, const char *name) {
  u32 number = ledger.header->file_count;
  if (ledger_grow_files(number + 1)) return -1;
  struct tm_file *file = &ledger.files[number];
  memset(file, 0, offsetof(struct tm_file, path));
  int descriptor = open_file(name);
  struct stat status;
  memset(&status, 0, sizeof status);
  if (descriptor >= 0) kernel_call(SYS_fstat, descriptor, (long)&status, 0, 0, 0, 0);
  file->device = status.st_dev;
  file->inode = status.st_ino;
  file->size_bytes = (u64)status.st_size;
  file->modified_nanos = (u64)status.st_mtim.tv_sec * 1000000000ull + (u64)status.st_mtim.tv_nsec;
  int is_copy = library_is(name) && !library_reached();
  read_path(is_copy ? -1 : descriptor, is_copy ? library_path() : name, file);
  const ElfW(Ehdr) *header = image_header(module);
  if (descriptor >= 0 && header && !is_whole(header, file->size_bytes)) module->span.eh_frame_hdr = 0;
  else if (header) read_build_id(module, header, file);
  u32 known = 0;
  while (known < number && !same_file(&ledger.files[known], file)) known++;
  if (known == number) {
    __atomic_store_n(&ledger.header->file_count, number + 1, __ATOMIC_RELEASE);
    if (descriptor < 0 || session_send_file(number, descriptor)) ledger_count(&ledger.header->files_not_sent);
  }
  if (descriptor >= 0) kernel_call(SYS_close, descriptor, 0, 0, 0, 0, 0);
  return known;
}

/* ---- Instances ---- */

/* The program's image from its first segment to its last; empty where the kernel does not tell. */
static struct cfi_span program_image(void) {
  static struct cfi_span image;
  if (image.end) return image;
  const ElfW(Phdr) *segments = (const void *)getauxval(AT_PHDR), *end = segments + getauxval(AT_PHNUM);
  const ElfW(Phdr) *at = segments;
  while (at < end && at->p_type != PT_PHDR) at++;
  if (at == end) return image;
  u64 load_address = (u64)segments - at->p_vaddr;
  image.start = (u64)segments & ~4095ull;
  for (at = segments; at < end; at++) {
    if (at->p_type != PT_LOAD) continue;
    u64 start = (load_address + at->p_vaddr) & ~4095ull, after = load_address + at->p_vaddr + at->p_memsz;
    if (start < image.start) image.start = start;
    if (after > image.end) image.end = after;
  }
  return image;
}

/* The object around the address; 0 when there is one. glibc tells the segments of a program that has gaps between them one by one, and its unwind
 * information lies in another than its code: for us it is one object. */
static int find(u64 address, struct dl_find_object *object) {
  if (_dl_find_object((void *)address, object)) return -1;
  struct cfi_span image = program_image();
  if ((u64)object->dlfo_map_start < image.start || (u64)object->dlfo_map_start >= image.end) return 0;
  object->dlfo_map_start = (void *)image.start;
  object->dlfo_map_end = (void *)image.end;
  return 0;
}

u32 modules_slot(const struct module *module) { return (u32)(module - modules); }
struct module *modules_in_slot(u32 slot) { return &modules[slot]; }
u32 modules_slots(void) { return module_slots; }

static struct module *free_slot(void) {
  for (u32 i = 0; i < module_slots; i++)
    if (!modules[i].live) return &modules[i];
  return module_slots < LIVE ? &modules[module_slots++] : NULL;
}

static struct module *add(const struct dl_find_object *object) {
  const struct link_map *map = object->dlfo_link_map;
  struct tm_header *header = ledger.header;
  u32 number = header->instance_count;
  struct module *module = free_slot();
  if (!module || ledger_grow_instances(number + 1)) {
    ledger_count(&header->modules_dropped);
    return NULL;
  }
  *module = (struct module){
      .span = {(u64)object->dlfo_map_start, (u64)object->dlfo_map_end, (u64)object->dlfo_eh_frame},
      .link_map = (u64)map, .load_address = map->l_addr, .number = number};
  s64 file = note_file(module, map->l_name ? map->l_name : "");
  if (file < 0) {
    ledger_count(&header->modules_dropped);
    return NULL;
  }
  module->live = 1;
  ledger.instances[number] = (struct tm_instance){.load_address = map->l_addr, .start = module->span.start,
      .end = module->span.end, .loaded_at = ++header->module_events, .file = (u32)file};
  __atomic_store_n(&header->instance_count, number + 1, __ATOMIC_RELEASE);
  return module;
}

static int is_instance(const struct module *module, const struct dl_find_object *object) {
  return module->live && module->span.start == (u64)object->dlfo_map_start && module->span.end == (u64)object->dlfo_map_end &&
         module->link_map == (u64)object->dlfo_link_map;
}

struct module *modules_at(u64 address) {
  struct dl_find_object object;
  if (find(address, &object)) return NULL;
  for (u32 i = 0; i < module_slots; i++)
    if (is_instance(&modules[i], &object)) return &modules[i];
  return add(&object);
}

int modules_covers(const struct module *module, u64 address) {
  const ElfW(Ehdr) *header = image_header(module);
  const ElfW(Phdr) *segment = header ? image_segments(header) : NULL;
  for (u32 i = 0; header && i < header->e_phnum; i++)
    if (segment[i].p_type == PT_LOAD && address - module->load_address - segment[i].p_vaddr < segment[i].p_memsz) return 1;
  return 0;
}

static int is_loaded(const struct module *module) {
  struct dl_find_object object;
  if (module->span.start == program_image().start) return 1; /* it never goes */
  return !find(module->span.start, &object) && is_instance(module, &object) && module->load_address == object.dlfo_link_map->l_addr;
}

u32 modules_retire(void (*forget)(struct module *)) {
  u32 retired = 0;
  for (u32 i = 0; i < module_slots; i++) {
    if (!modules[i].live || is_loaded(&modules[i])) continue;
    forget(&modules[i]);
    modules[i].live = 0;
    __atomic_store_n(&ledger.instances[modules[i].number].unloaded_at, ++ledger.header->module_events, __ATOMIC_RELEASE);
    retired++;
  }
  return retired;
}

void modules_reset(void) {
  memset(modules, 0, module_slots * sizeof *modules);
  module_slots = 0;
}
