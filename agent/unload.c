#define _GNU_SOURCE
#include "unload.h"
#include <link.h>
#include <string.h>
#include "agent.h"
#include "kernel.h"
#include "ledger.h"
#include "lock.h"
#include "modules.h"
#include "thread.h"

enum {
  OBJECTS = 1024,             /* more that are loaded at once than this go without notes */
  MOST_WORDS = 8 << 20,       /* looked at for a dlclose */
};

#define NOWHERE UINT64_MAX

/* ---- Words that point at blocks ---- */

static void stage(struct thread *thread, u64 word_address) {
  u64 block, *entry = ledger_entry_around(load64(word_address), LEDGER_HELD_BYTES, &block), known;
  if (!entry) return;
  do {
    known = __atomic_load_n(entry, __ATOMIC_RELAXED);
    if (!ledger_kind(known) || known & LEDGER_STAGED) return; /* freed meanwhile, or noted for another word */
    if (thread->staged_count == STAGED) {
      ledger_count(&ledger.header->notes_dropped);
      return;
    }
  } while (!__atomic_compare_exchange_n(entry, &known, known | LEDGER_STAGED, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
  thread->staged[thread->staged_count++] = (struct staged){.word = word_address, .block = block};
}

/* ---- The modules in question, with the loader's list of objects locked, so that none of them goes meanwhile ---- */

struct object {
  u64 load_address;
  const char *name;
  const ElfW(Phdr) *segments;
  u32 segment_count;
  const ElfW(Dyn) *dynamic;
  int wanted, has_been_asked; /* asked what it needs itself */
};

/* Only used with that lock held. */
static struct object objects[OBJECTS];
static u32 object_count;
static u32 objects_at_start = ~0u;

struct search {
  struct thread *thread;
  const ElfW(Dyn) *dynamic; /* of the handle's module */
  u64 words_left, objects_seen;
};

struct listing {
  void (*each)(u64 start, u64 end);
  u32 objects_seen;
};

static const char *strings_of(const struct object *object) {
  for (const ElfW(Dyn) *at = object->dynamic; at->d_tag != DT_NULL; at++)
    if (at->d_tag == DT_STRTAB) return (const char *)(at->d_un.d_ptr + (at->d_un.d_ptr < object->load_address ? object->load_address : 0));
  return NULL;
}

static int is_called(const struct object *object, const char *name) {
  const char *slash = strrchr(object->name, '/'), *strings = strings_of(object);
  if (!strcmp(object->name, name) || !strcmp(slash ? slash + 1 : object->name, name)) return 1;
  for (const ElfW(Dyn) *at = object->dynamic; strings && at->d_tag != DT_NULL; at++)
    if (at->d_tag == DT_SONAME) return !strcmp(strings + at->d_un.d_val, name);
  return 0;
}

static void want_needed(const struct object *by) {
  const char *strings = strings_of(by);
  for (const ElfW(Dyn) *at = by->dynamic; strings && at->d_tag != DT_NULL; at++) {
    if (at->d_tag != DT_NEEDED) continue;
    for (u32 i = 0; i < object_count; i++)
      if (!objects[i].wanted && is_called(&objects[i], strings + at->d_un.d_val)) objects[i].wanted = 1;
  }
}

/* Until nothing new is wanted: a needed module may stand before or behind the one that needs it. */
static void want_all_needed(void) {
  for (u32 found = 1; found;) {
    found = 0;
    for (u32 i = 0; i < object_count; i++) {
      if (!objects[i].wanted || objects[i].has_been_asked) continue;
      objects[i].has_been_asked = 1;
      want_needed(&objects[i]);
      found = 1;
    }
  }
}

/* What is read-only after relocation holds no pointer to a block. It leads the writable segment. */
static u64 end_of_constants(const struct object *object, const ElfW(Phdr) *segment) {
  for (u32 i = 0; i < object->segment_count; i++) {
    const ElfW(Phdr) *other = &object->segments[i];
    if (other->p_type == PT_GNU_RELRO && other->p_vaddr == segment->p_vaddr && other->p_memsz <= segment->p_memsz)
      return other->p_vaddr + other->p_memsz;
  }
  return segment->p_vaddr;
}

static void search_segment(struct search *search, const struct object *object, const ElfW(Phdr) *segment) {
  u64 at = object->load_address + end_of_constants(object, segment);
  u64 end = object->load_address + segment->p_vaddr + segment->p_memsz;
  for (at = (at + 7) & ~7ull; at + 8 <= end && search->words_left; at += 8, search->words_left--)
    if (load64(at)) stage(search->thread, at);
}

static void search_object(struct search *search, const struct object *object) {
  for (u32 i = 0; i < object->segment_count; i++)
    if (object->segments[i].p_type == PT_LOAD && object->segments[i].p_flags & PF_W)
      search_segment(search, object, &object->segments[i]);
}

static void add_object(const struct dl_phdr_info *info) {
  const ElfW(Dyn) *dynamic = NULL;
  for (u32 i = 0; i < info->dlpi_phnum; i++)
    if (info->dlpi_phdr[i].p_type == PT_DYNAMIC) dynamic = (const void *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
  if (dynamic && object_count < OBJECTS)
    objects[object_count++] = (struct object){info->dlpi_addr, info->dlpi_name, info->dlpi_phdr, info->dlpi_phnum, dynamic, 0, 0};
}

static void search_wanted(struct search *search) {
  for (u32 i = 0; i < object_count; i++) objects[i].wanted = objects[i].dynamic == search->dynamic;
  want_all_needed();
  for (u32 i = 0; i < object_count; i++)
    if (objects[i].wanted) search_object(search, &objects[i]);
}

/* The lock is held from the first object to the last. */
static int take_object(struct dl_phdr_info *info, size_t size, void *argument) {
  (void)size;
  struct search *search = argument;
  if (search->objects_seen == 0) object_count = 0;
  if (search->objects_seen++ >= objects_at_start) add_object(info);
  if (search->objects_seen == info->dlpi_adds - info->dlpi_subs) search_wanted(search);
  return 0;
}

static int each_variables(struct dl_phdr_info *info, size_t size, void *argument) {
  (void)size;
  struct listing *listing = argument;
  if (listing->objects_seen++ < objects_at_start) return 0;
  struct object object = {info->dlpi_addr, info->dlpi_name, info->dlpi_phdr, info->dlpi_phnum, NULL, 0, 0};
  for (u32 i = 0; i < object.segment_count; i++) {
    const ElfW(Phdr) *segment = &object.segments[i];
    u64 start = object.load_address + end_of_constants(&object, segment), end = object.load_address + segment->p_vaddr + segment->p_memsz;
    if (segment->p_type == PT_LOAD && segment->p_flags & PF_W && start < end) listing->each(start, end);
  }
  return 0;
}

void unload_each_variables(void (*each)(u64 start, u64 end)) {
  struct listing listing = {.each = each};
  dl_iterate_phdr(each_variables, &listing);
}

static int count_objects(struct dl_phdr_info *info, size_t size, void *count) {
  (void)size;
  *(u32 *)count = (u32)(info->dlpi_adds - info->dlpi_subs);
  return 1;
}

void unload_start(void) { dl_iterate_phdr(count_objects, &objects_at_start); }

/* ---- From the stage to the ledger ---- */

static void find_instances(struct thread *thread, u32 first) {
  const struct module *module = NULL;
  for (u32 i = first; i < thread->staged_count; i++) {
    struct staged *staged = &thread->staged[i];
    if (!module || staged->word < module->span.start || staged->word >= module->span.end) module = modules_at(staged->word);
    staged->holder = module ? (u64)module->number << TM_FRAME_OFFSET_BITS | (staged->word - module->load_address) : NOWHERE;
  }
}

static int is_gone(u64 holder) { return holder != NOWHERE && ledger.instances[holder >> TM_FRAME_OFFSET_BITS].unloaded_at; }

/* A block that was freed since has lost its mark, also if there is another one at its address. */
static void settle(const struct staged *staged) {
  u64 *entry = ledger_entry(staged->block), known = __atomic_load_n(entry, __ATOMIC_RELAXED), marked;
  u64 mark = is_gone(staged->holder) ? LEDGER_NOTED : 0;
  do {
    if (!(known & LEDGER_STAGED)) return;
    marked = (known & ~LEDGER_STAGED) | mark;
  } while (!__atomic_compare_exchange_n(entry, &known, marked, 0, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
  if (mark) ledger_add_note(&(struct tm_note){.block = staged->block, .holder = staged->holder});
}

u64 unload_begin(const void *handle) {
  struct thread *thread = agent_was_forked() ? NULL : thread_prepare();
  struct link_map map;
  if (!thread) return 0;
  thread->closing++;
  if (kernel_read_safely((u64)handle, &map, sizeof map)) return 0;
  u32 first = thread->staged_count;
  struct search search = {.thread = thread, .dynamic = map.l_ld, .words_left = MOST_WORDS};
  dl_iterate_phdr(take_object, &search);
  if (thread->staged_count == first) return (u64)map.l_ld;
  u64 state = thread_enter(thread);
  lock_acquire(&agent_lock);
  find_instances(thread, first);
  lock_release(&agent_lock);
  thread_leave(thread, state);
  return (u64)map.l_ld;
}

/* What is at its address now may be another module, which another thread has loaded since. */
static int is_still_loaded(const void *handle, u64 dynamic) {
  struct dl_find_object object;
  return dynamic && !_dl_find_object((void *)dynamic, &object) && object.dlfo_link_map == handle;
}

void unload_note_stay(const void *handle, u64 dynamic) {
  struct thread *thread = thread_self;
  if (!is_still_loaded(handle, dynamic)) return;
  u64 state = thread_enter(thread);
  lock_acquire(&agent_lock);
  const struct module *module = modules_at(dynamic);
  if (module) ledger.instances[module->number].stays++;
  lock_release(&agent_lock);
  thread_leave(thread, state);
}

/* An inner dlclose leaves the unloading to the outermost one. */
void unload_end(void) {
  struct thread *thread = thread_self;
  if (!thread->closing || --thread->closing || !thread->staged_count) return;
  u64 state = thread_enter(thread);
  lock_acquire(&agent_lock);
  for (u32 i = 0; i < thread->staged_count; i++) settle(&thread->staged[i]);
  thread->staged_count = 0;
  lock_release(&agent_lock);
  thread_leave(thread, state);
}
