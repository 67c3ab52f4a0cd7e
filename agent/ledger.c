#define _GNU_SOURCE
#include "ledger.h"
#include <cpuid.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include "kernel.h"
#include "others.h"

struct ledger ledger;
struct ledger_directory ledger_directory __attribute__((aligned(4096)));
u64 **ledger_fine;

/* Kept here too, for the ledger of a forked child, which inherits the memory. */
enum { RANGES = 8192 };
static struct tm_range ranges[RANGES];
static u32 range_count;

/* A region of the file, and what of it is writable so far. Opening all at once would have mlockall fill it with memory. */
struct opened {
  u64 offset, element_bytes, step, capacity; /* capacity: of elements, as far as it is mapped */
  u8 *at;                                    /* where it is mapped */
  u64 count;
};
static struct opened fixed, nodes, files, instances, notes, wrong_frees, chunks;
static struct opened *const regions[] = {&fixed, &files, &instances, &notes, &wrong_frees, &nodes, &chunks};
enum { REGIONS = sizeof regions / sizeof *regions, CHUNKS = REGIONS - 1, PAGE = 4096 };

/* Virtual sizes of the whole file at once, which is reserved; pages are opened as they are needed. */
static const u32 whole_chunks[] = {TM_CHUNK_BASES_CAPACITY, 64};
#define MOST_EMULATED_BYTES (UINT64_C(1) << 34)
#define HYPERVISOR (1u << 31) /* of ecx, leaf 1 */

/* Where address space is limited (ulimit -v), each region is mapped for itself, shorter, and each chunk when it is needed. */
enum { PIECES = 64, FEW_FILES = 1 << 10, FEW_INSTANCES = 1 << 14, FEW_NOTES = 1 << 14 };
static const u32 few_nodes[] = {1 << 20, 1 << 18};
static u8 *pieces[PIECES];  /* chunks that are mapped one by one */
static u8 *next_piece;      /* a page of the chunk that comes next; NULL: the whole file is mapped */

static int open_pages(u8 *at, u64 bytes) {
  return kernel_call(SYS_mprotect, (long)at, (long)bytes, PROT_READ | PROT_WRITE, 0, 0, 0) ? -1 : 0;
}

static int file_size_allowed(void) {
  struct rlimit limit;
  if (kernel_call(SYS_prlimit64, 0, RLIMIT_FSIZE, 0, (long)&limit, 0, 0)) return 1;
  return limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= TM_FILE_BYTES;
}

static int create_file(void) {
  if (!file_size_allowed()) return -TM_REFUSAL_FILE_SIZE; /* growing the file would raise SIGXFSZ in the program */
  int file = (int)kernel_call(SYS_memfd_create, (long)"tidemark", MFD_CLOEXEC, 0, 0, 0, 0);
  if (file == -EMFILE) return -TM_REFUSAL_DESCRIPTORS;
  if (file < 0) return file == -EPERM || file == -ENOSYS || file == -EACCES ? -TM_REFUSAL_SHARED_MEMORY : -TM_REFUSAL_MEMORY;
  if (kernel_call(SYS_ftruncate, file, (long)TM_FILE_BYTES, 0, 0, 0, 0) == 0) return file;
  kernel_call(SYS_close, file, 0, 0, 0, 0, 0);
  return -TM_REFUSAL_MEMORY;
}

static u8 *map(int file, u64 offset, u64 bytes) {
  long at = kernel_call(SYS_mmap, 0, (long)bytes, PROT_NONE, MAP_SHARED | MAP_NORESERVE, file, (long)offset);
  if (at < 0 && at > -PAGE) return NULL;
  kernel_call(SYS_madvise, at, (long)bytes, MADV_DONTFORK, 0, 0, 0);
  kernel_call(SYS_madvise, at, (long)bytes, MADV_DONTDUMP, 0, 0, 0);
  return (u8 *)at;
}

/* qemu's user mode keeps notes of each page that is mapped: 3.3 GB for the whole ledger, which a check would copy as well. It says so as a
 * hypervisor does. */
static int is_emulated(void) {
  u32 eax, name[3];
  __cpuid(1, eax, name[0], name[1], name[2]);
  if (!(name[1] & HYPERVISOR)) return 0;
  __cpuid(0x40000000, eax, name[0], name[1], name[2]);
  return !memcmp(name, "TCGTCGTCGTCG", sizeof name);
}

/* A limit is meant for the program, which is to keep most of it. */
static int may_take(u64 bytes) {
  struct rlimit limit;
  if (bytes > MOST_EMULATED_BYTES && is_emulated()) return 0;
  if (kernel_call(SYS_prlimit64, 0, RLIMIT_AS, 0, (long)&limit, 0, 0)) return 1;
  return limit.rlim_cur == RLIM_INFINITY || bytes <= limit.rlim_cur / 4;
}

static int map_whole(int file, u32 chunk_count) {
  u64 bytes = TM_CHUNKS_OFFSET + (u64)chunk_count * TM_CHUNK_BYTES;
  u8 *base = may_take(bytes) ? map(file, 0, bytes) : NULL;
  if (!base) return -1;
  for (u32 i = 0; i < REGIONS; i++) regions[i]->at = base + regions[i]->offset;
  chunks.capacity = (u64)chunk_count * TM_CHUNK_BYTES / chunks.element_bytes;
  next_piece = NULL;
  return 0;
}

static void unmap_pieces(u32 count) {
  while (count--) kernel_call(SYS_munmap, (long)regions[count]->at, (long)(regions[count]->capacity * regions[count]->element_bytes), 0, 0, 0, 0);
}

static int map_pieces(int file, u32 node_count) {
  files.capacity = FEW_FILES;
  instances.capacity = FEW_INSTANCES;
  notes.capacity = FEW_NOTES;
  nodes.capacity = node_count;
  chunks.capacity = PIECES;
  for (u32 i = 0; i < CHUNKS; i++)
    if (!(regions[i]->at = map(file, regions[i]->offset, regions[i]->capacity * regions[i]->element_bytes))) {
      unmap_pieces(i);
      return -1;
    }
  next_piece = map(file, TM_CHUNKS_OFFSET, PAGE);
  if (!next_piece) unmap_pieces(CHUNKS);
  return next_piece ? 0 : -1;
}

static int map_file(int file) {
  for (u32 i = 0; i < sizeof whole_chunks / sizeof *whole_chunks; i++)
    if (!map_whole(file, whole_chunks[i])) return 0;
  for (u32 i = 0; i < sizeof few_nodes / sizeof *few_nodes; i++)
    if (!map_pieces(file, few_nodes[i])) return 0;
  return -1;
}

/* More of the file than is mapped without a descriptor, which the agent does not keep: mremap(2) of no bytes of a shared mapping makes a second one from
 * there. It has a page more, from which the next one is made. */
static u8 *map_piece(u64 number) {
  long at = kernel_call(SYS_mremap, (long)next_piece, 0, (long)(chunks.element_bytes + PAGE), MREMAP_MAYMOVE, 0, 0);
  if (at < 0 && at > -PAGE) return NULL;
  kernel_call(SYS_madvise, at, (long)(chunks.element_bytes + PAGE), MADV_DONTFORK, 0, 0, 0);
  kernel_call(SYS_madvise, at, (long)(chunks.element_bytes + PAGE), MADV_DONTDUMP, 0, 0, 0);
  if (open_pages((u8 *)at, chunks.element_bytes)) return NULL;
  next_piece = (u8 *)at + chunks.element_bytes;
  return pieces[number] = (u8 *)at;
}

static int open_to(struct opened *region, u64 count) {
  if (count > region->capacity) return -1;
  if (count <= region->count) return 0;
  if (open_pages(region->at + region->count * region->element_bytes, region->step * region->element_bytes)) return -1;
  region->count += region->step;
  return 0;
}

/* The next one. NULL: there is no room. */
static u8 *open_chunk(void) {
  u64 number = chunks.count;
  u8 *at = chunks.at + number * chunks.element_bytes;
  if (!next_piece) return open_to(&chunks, number + 1) ? NULL : at;
  if (number == chunks.capacity || !(at = map_piece(number))) return NULL;
  chunks.count++;
  return at;
}

/* Header, ranges, chunk bases, large blocks and threads are one piece of their own. */
static void plan_regions(void) {
  fixed = (struct opened){.offset = 0, .element_bytes = TM_THREADS_OFFSET + TM_THREADS_CAPACITY * sizeof(struct tm_thread), .step = 1, .capacity = 1};
  nodes = (struct opened){.offset = TM_NODES_OFFSET, .element_bytes = sizeof(struct tm_node), .step = 1 << 18, .capacity = TM_NODES_CAPACITY};
  files = (struct opened){.offset = TM_FILES_OFFSET, .element_bytes = sizeof(struct tm_file), .step = 1 << 8, .capacity = TM_FILES_CAPACITY};
  instances = (struct opened){.offset = TM_INSTANCES_OFFSET, .element_bytes = sizeof(struct tm_instance), .step = 1 << 14, .capacity = TM_INSTANCES_CAPACITY};
  notes = (struct opened){.offset = TM_NOTES_OFFSET, .element_bytes = sizeof(struct tm_note), .step = 1 << 14, .capacity = TM_NOTES_CAPACITY};
  wrong_frees = (struct opened){.offset = TM_WRONG_FREES_OFFSET, .element_bytes = sizeof(struct tm_wrong_free), .step = 512, .capacity = TM_WRONG_FREES_CAPACITY};
  chunks = (struct opened){.offset = TM_CHUNKS_OFFSET, .element_bytes = ledger_fine ? TM_FINE_CHUNK_BYTES : TM_CHUNK_BYTES, .step = 1};
}

static void *in_fixed(u64 offset) { return fixed.at + offset; }

/* Kept here as well, as the agent's own are, and because the allocator may come first. Whoever has got a range from the kernel is the only one
 * that can give it back. */
static struct tm_range allocator_ranges[TM_ALLOCATOR_RANGES_CAPACITY];
static u32 allocator_range_count;
static u64 allocator_ranges_dropped;

static struct tm_range *published_allocator_ranges(void) { return in_fixed(TM_ALLOCATOR_RANGES_OFFSET); }

static void publish_allocator_ranges(void) {
  u32 count = __atomic_load_n(&allocator_range_count, __ATOMIC_ACQUIRE);
  memcpy(published_allocator_ranges(), allocator_ranges, count * sizeof *allocator_ranges);
  ledger.header->allocator_range_count = count;
  ledger.header->allocator_ranges_dropped = allocator_ranges_dropped;
}

static void put_allocator_range(u32 i, struct tm_range range) {
  __atomic_store_n(&allocator_ranges[i].end, range.end, __ATOMIC_RELAXED);
  __atomic_store_n(&allocator_ranges[i].start, range.start, __ATOMIC_RELEASE);
  if (!ledger.header) return;
  published_allocator_ranges()[i] = range;
  u32 count = __atomic_load_n(&allocator_range_count, __ATOMIC_ACQUIRE);
  if (ledger.header->allocator_range_count < count) __atomic_store_n(&ledger.header->allocator_range_count, count, __ATOMIC_RELEASE);
}

/* Whether it is in the table, whole: memory that the allocator has is mapped once more to commit it. */
static int is_known(u64 start, u64 end) {
  u32 count = __atomic_load_n(&allocator_range_count, __ATOMIC_ACQUIRE);
  for (u32 i = 0; i < count; i++)
    if (allocator_ranges[i].start && allocator_ranges[i].start <= start && allocator_ranges[i].end >= end) return 1;
  return 0;
}

/* A free place is taken by writing an end into it. */
void ledger_note_allocator_range(u64 start, u64 end) {
  if (is_known(start, end)) return;
  for (u32 i = 0; i < TM_ALLOCATOR_RANGES_CAPACITY; i++) {
    u64 nothing = 0;
    if (allocator_ranges[i].end || !__atomic_compare_exchange_n(&allocator_ranges[i].end, &nothing, end, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
      continue;
    u32 count = __atomic_load_n(&allocator_range_count, __ATOMIC_RELAXED);
    while (count <= i && !__atomic_compare_exchange_n(&allocator_range_count, &count, i + 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) {}
    put_allocator_range(i, (struct tm_range){start, end});
    return;
  }
  ledger_count(ledger.header ? &ledger.header->allocator_ranges_dropped : &allocator_ranges_dropped);
}

void ledger_forget_allocator_range(u64 start, u64 end) {
  u32 count = __atomic_load_n(&allocator_range_count, __ATOMIC_ACQUIRE);
  for (u32 i = 0; i < count; i++) {
    struct tm_range known = allocator_ranges[i];
    if (!known.start || known.end <= start || known.start >= end) continue;
    if (known.start < start) {
      put_allocator_range(i, (struct tm_range){known.start, start});
      if (known.end > end) ledger_note_allocator_range(end, known.end);
    } else put_allocator_range(i, known.end > end ? (struct tm_range){end, known.end} : (struct tm_range){0, 0});
  }
}

static void fill_header(u64 image_start, u64 image_end, int forked) {
  struct tm_header *header = ledger.header;
  header->version = TM_VERSION;
  header->pid = (u32)kernel_pid();
  header->state = TM_STATE_RECORDING;
  header->forked = (u32)forked;
  header->node_count = TM_PATH_FIRST;
  header->thread_count = 1; /* slot 0 is nobody's */
  header->agent_image_start = image_start;
  header->agent_image_end = image_end;
  header->others_word = (u64)&others_word;
  header->granule_shift = ledger_granule_shift();
  struct tm_range *published = in_fixed(TM_AGENT_RANGES_OFFSET);
  for (u32 i = 0; i < range_count; i++) published[i] = ranges[i];
  header->agent_range_count = range_count;
  publish_allocator_ranges();
  __atomic_store_n(&header->magic, TM_MAGIC, __ATOMIC_RELEASE);
}

int ledger_create(u64 image_start, u64 image_end, int forked) {
  int file = create_file();
  if (file < 0) return file;
  plan_regions();
  if (map_file(file) || open_to(&fixed, 1)) {
    kernel_call(SYS_close, file, 0, 0, 0, 0, 0);
    return -TM_REFUSAL_MEMORY;
  }
  ledger.header = in_fixed(TM_HEADER_OFFSET);
  ledger.threads = in_fixed(TM_THREADS_OFFSET);
  ledger.wishes = in_fixed(TM_WISHES_OFFSET);
  ledger.root_regions = in_fixed(TM_ROOT_REGIONS_OFFSET);
  ledger.files = (struct tm_file *)(void *)files.at;
  ledger.instances = (struct tm_instance *)(void *)instances.at;
  ledger.notes = (struct tm_note *)(void *)notes.at;
  ledger.wrong_frees = (struct tm_wrong_free *)(void *)wrong_frees.at;
  ledger.nodes = (struct tm_node *)(void *)nodes.at;
  fill_header(image_start, image_end, forked);
  return file;
}

static void put_scratch(u8 *at, u64 bytes) {
  if (bytes)
    kernel_call(SYS_mmap, (long)at, (long)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

void ledger_leave_scratch(void) {
  for (u32 i = 0; i < CHUNKS; i++) put_scratch(regions[i]->at, regions[i]->count * regions[i]->element_bytes);
  if (!next_piece) put_scratch(chunks.at, chunks.count * chunks.element_bytes);
  for (u64 i = 0; next_piece && i < chunks.count; i++) put_scratch(pieces[i], chunks.element_bytes);
}

int ledger_start(int fine) {
  if (kernel_call(SYS_mprotect, (long)ledger_directory.nowhere, sizeof ledger_directory.nowhere, PROT_READ, 0, 0, 0)) return -1;
  if (fine && (!(ledger_fine = kernel_anonymous(LEDGER_DIRECTORY * sizeof *ledger_fine)) ||
               kernel_wipe_on_fork(ledger_fine, LEDGER_DIRECTORY * sizeof *ledger_fine))) return -1;
  return kernel_wipe_on_fork(ledger_directory.distance, sizeof ledger_directory.distance);
}

/* The directory was wiped by the kernel at the fork. A child that a handler forked in the middle of recording may since have entered what lies in scratch. */
void ledger_abandon(void) {
  kernel_forget_pages(ledger_directory.distance, sizeof ledger_directory.distance);
  if (ledger_fine) kernel_forget_pages(ledger_fine, LEDGER_DIRECTORY * sizeof *ledger_fine);
  ledger.header = NULL;
}

void ledger_note_agent_range(u64 start, u64 end) {
  u32 i = __atomic_fetch_add(&range_count, 1, __ATOMIC_RELAXED);
  if (i >= RANGES) {
    __atomic_store_n(&range_count, RANGES, __ATOMIC_RELAXED);
    return;
  }
  ranges[i] = (struct tm_range){start, end};
  if (!ledger.header) return;
  ((struct tm_range *)in_fixed(TM_AGENT_RANGES_OFFSET))[i] = ranges[i];
  __atomic_store_n(&ledger.header->agent_range_count, i + 1, __ATOMIC_RELEASE);
}

int ledger_grow_nodes(u32 count) { return open_to(&nodes, count); }
int ledger_grow_files(u32 count) { return open_to(&files, count); }
int ledger_grow_instances(u32 count) { return open_to(&instances, count); }
int ledger_grow_wrong_frees(u32 count) { return open_to(&wrong_frees, count); }

u64 *ledger_entry_around(u64 address, u32 bytes, u64 *block) {
  u64 *at = ledger_entry(address);
  if (!at) return NULL;
  u32 shift = ledger_granule_shift(), granules = bytes >> shift;
  u64 granule = address >> shift, first = granule & -(UINT64_C(1) << (TM_CHUNK_SPAN_SHIFT - shift));
  for (u32 back = 0; back <= granules && granule >= first; back++, granule--, at--) {
    u64 entry = __atomic_load_n(at, __ATOMIC_RELAXED);
    if (!ledger_kind(entry)) continue;
    u64 start = ledger_block(granule << shift, entry), size = (u32)entry;
    if (start > address) continue; /* the other half of the granule is the end of the block before */
    *block = start;
    return address - start < (size ? size : 1) ? at : NULL;
  }
  return NULL;
}

int ledger_add_chunk(u64 address) {
  u64 number = address >> TM_CHUNK_SPAN_SHIFT, *distance = &ledger_directory.distance[number];
  if (ledger_fine ? ledger_fine[number] != NULL : *distance != 0) return 0;
  u32 i = ledger.header->chunk_count;
  u8 *entries = open_chunk();
  if (!entries) return -1;
  struct tm_chunk_base *bases = in_fixed(TM_CHUNK_BASES_OFFSET);
  bases[i].heap_address = number << TM_CHUNK_SPAN_SHIFT;
  __atomic_store_n(&ledger.header->chunk_count, i + 1, __ATOMIC_RELEASE);
  if (ledger_fine) __atomic_store_n(&ledger_fine[number], (u64 *)(void *)entries, __ATOMIC_RELEASE);
  else __atomic_store_n(distance, (u64)entries - (u64)ledger_directory.nowhere, __ATOMIC_RELEASE);
  return 0;
}

void ledger_add_note(const struct tm_note *note) {
  u32 number = ledger.header->note_count;
  int full = note->thread && number >= notes.capacity / 2; /* threads are many: the rest is for modules */
  if (full || open_to(&notes, number + 1)) {
    ledger_count(&ledger.header->notes_dropped);
    return;
  }
  ledger.notes[number] = *note;
  __atomic_store_n(&ledger.header->note_count, number + 1, __ATOMIC_RELEASE);
}

static struct tm_large_block *large_blocks(void) { return in_fixed(TM_LARGE_BLOCKS_OFFSET); }

void ledger_put_large(u64 address, u64 bytes) {
  struct tm_large_block *large = large_blocks();
  u32 i = 0, count = ledger.header->large_block_count;
  while (i < count && large[i].address) i++;
  if (i == TM_LARGE_BLOCKS_CAPACITY) {
    ledger_count(&ledger.header->blocks_dropped);
    return;
  }
  large[i] = (struct tm_large_block){address, bytes};
  if (i == count) __atomic_store_n(&ledger.header->large_block_count, count + 1, __ATOMIC_RELEASE);
}

u64 ledger_forget_large(u64 address) {
  struct tm_large_block *large = large_blocks();
  for (u32 i = 0; i < ledger.header->large_block_count; i++) {
    if (large[i].address != address) continue;
    u64 bytes = large[i].size_bytes;
    large[i] = (struct tm_large_block){0, 0};
    return bytes;
  }
  return 0;
}
