#define _GNU_SOURCE
#include "ledger.h"
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

static u8 *base;       /* of the whole file, reserved at once; mapped pages of nodes and chunks are opened as they are needed */
static u64 mapped_bytes;

/* What of a region is writable so far. Opening all at once would have mlockall fill it with memory. */
struct opened {
  u64 offset, element_bytes, step;
  u64 count;
};
static struct opened fixed, nodes, files, instances, notes, wrong_frees, chunks;

/* Virtual sizes. The small one is for programs that run with little address space (ulimit -v). */
struct size {
  u32 nodes, chunks;
};
static const struct size sizes[] = {{TM_NODES_CAPACITY, TM_CHUNK_BASES_CAPACITY}, {TM_NODES_CAPACITY, 64}};

static int open_pages(u64 offset, u64 bytes) {
  return kernel_call(SYS_mprotect, (long)(base + offset), (long)bytes, PROT_READ | PROT_WRITE, 0, 0, 0) ? -1 : 0;
}

static int file_size_allowed(void) {
  struct rlimit limit;
  if (kernel_call(SYS_prlimit64, 0, RLIMIT_FSIZE, 0, (long)&limit, 0, 0)) return 1;
  return limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= TM_FILE_BYTES;
}

static int create_file(void) {
  if (!file_size_allowed()) return -TM_REFUSAL_FILE_SIZE; /* growing the file would raise SIGXFSZ in the program */
  int file = (int)kernel_call(SYS_memfd_create, (long)"tidemark", MFD_CLOEXEC, 0, 0, 0, 0);
  if (file < 0) return file == -EPERM || file == -ENOSYS || file == -EACCES ? -TM_REFUSAL_SHARED_MEMORY : -TM_REFUSAL_MEMORY;
  if (kernel_call(SYS_ftruncate, file, (long)TM_FILE_BYTES, 0, 0, 0, 0) == 0) return file;
  kernel_call(SYS_close, file, 0, 0, 0, 0, 0);
  return -TM_REFUSAL_MEMORY;
}

static int map_file(int file) {
  for (u32 i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    u64 bytes = TM_CHUNKS_OFFSET + (u64)sizes[i].chunks * TM_CHUNK_BYTES;
    long at = kernel_call(SYS_mmap, 0, (long)bytes, PROT_NONE, MAP_SHARED | MAP_NORESERVE, file, 0);
    if (at < 0 && at > -4096) continue;
    base = (u8 *)at;
    mapped_bytes = bytes;
    ledger.node_capacity = sizes[i].nodes;
    ledger.chunk_capacity = ledger_fine ? sizes[i].chunks / (TM_FINE_CHUNK_BYTES / TM_CHUNK_BYTES) : sizes[i].chunks;
    kernel_call(SYS_madvise, at, (long)bytes, MADV_DONTFORK, 0, 0, 0);
    kernel_call(SYS_madvise, at, (long)bytes, MADV_DONTDUMP, 0, 0, 0);
    return 0;
  }
  return -1;
}

static int open_to(struct opened *region, u64 count, u64 capacity) {
  if (count > capacity) return -1;
  if (count <= region->count) return 0;
  u64 bytes = region->step * region->element_bytes;
  if (open_pages(region->offset + region->count * region->element_bytes, bytes)) return -1;
  region->count += region->step;
  return 0;
}

/* Header, ranges, chunk bases, large blocks and threads are one piece of their own. */
static int open_regions(void) {
  fixed = (struct opened){0, TM_THREADS_OFFSET + TM_THREADS_CAPACITY * sizeof(struct tm_thread), 1, 0};
  nodes = (struct opened){TM_NODES_OFFSET, sizeof(struct tm_node), 1 << 18, 0};
  files = (struct opened){TM_FILES_OFFSET, sizeof(struct tm_file), 1 << 8, 0};
  instances = (struct opened){TM_INSTANCES_OFFSET, sizeof(struct tm_instance), 1 << 14, 0};
  notes = (struct opened){TM_NOTES_OFFSET, sizeof(struct tm_note), 1 << 14, 0};
  wrong_frees = (struct opened){TM_WRONG_FREES_OFFSET, sizeof(struct tm_wrong_free), 512, 0};
  chunks = (struct opened){TM_CHUNKS_OFFSET, ledger_fine ? TM_FINE_CHUNK_BYTES : TM_CHUNK_BYTES, 1, 0};
  return open_to(&fixed, 1, 1);
}

/* Kept here as well, as the agent's own are, and because the allocator may come first. Whoever has got a range from the kernel is the only one
 * that can give it back. */
static struct tm_range allocator_ranges[TM_ALLOCATOR_RANGES_CAPACITY];
static u32 allocator_range_count;
static u64 allocator_ranges_dropped;

static struct tm_range *published_allocator_ranges(void) { return (struct tm_range *)(void *)(base + TM_ALLOCATOR_RANGES_OFFSET); }

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
  struct tm_range *published = (struct tm_range *)(void *)(base + TM_AGENT_RANGES_OFFSET);
  for (u32 i = 0; i < range_count; i++) published[i] = ranges[i];
  header->agent_range_count = range_count;
  publish_allocator_ranges();
  __atomic_store_n(&header->magic, TM_MAGIC, __ATOMIC_RELEASE);
}

int ledger_create(u64 image_start, u64 image_end, int forked) {
  int file = create_file();
  if (file < 0) return file;
  if (map_file(file) || open_regions()) {
    kernel_call(SYS_close, file, 0, 0, 0, 0, 0);
    return -TM_REFUSAL_MEMORY;
  }
  ledger.header = (struct tm_header *)(void *)(base + TM_HEADER_OFFSET);
  ledger.threads = (struct tm_thread *)(void *)(base + TM_THREADS_OFFSET);
  ledger.files = (struct tm_file *)(void *)(base + TM_FILES_OFFSET);
  ledger.instances = (struct tm_instance *)(void *)(base + TM_INSTANCES_OFFSET);
  ledger.notes = (struct tm_note *)(void *)(base + TM_NOTES_OFFSET);
  ledger.wishes = (struct tm_wishes *)(void *)(base + TM_WISHES_OFFSET);
  ledger.root_regions = (struct tm_range *)(void *)(base + TM_ROOT_REGIONS_OFFSET);
  ledger.wrong_frees = (struct tm_wrong_free *)(void *)(base + TM_WRONG_FREES_OFFSET);
  ledger.nodes = (struct tm_node *)(void *)(base + TM_NODES_OFFSET);
  fill_header(image_start, image_end, forked);
  return file;
}

static void put_scratch(const struct opened *region) {
  u64 bytes = region->count * region->element_bytes;
  if (bytes)
    kernel_call(SYS_mmap, (long)(base + region->offset), (long)bytes, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

void ledger_leave_scratch(void) {
  put_scratch(&fixed);
  put_scratch(&nodes);
  put_scratch(&files);
  put_scratch(&instances);
  put_scratch(&notes);
  put_scratch(&wrong_frees);
  put_scratch(&chunks);
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
  ((struct tm_range *)(void *)(base + TM_AGENT_RANGES_OFFSET))[i] = ranges[i];
  __atomic_store_n(&ledger.header->agent_range_count, i + 1, __ATOMIC_RELEASE);
}

int ledger_grow_nodes(u32 count) { return open_to(&nodes, count, ledger.node_capacity); }
int ledger_grow_files(u32 count) { return open_to(&files, count, TM_FILES_CAPACITY); }
int ledger_grow_instances(u32 count) { return open_to(&instances, count, TM_INSTANCES_CAPACITY); }
int ledger_grow_wrong_frees(u32 count) { return open_to(&wrong_frees, count, TM_WRONG_FREES_CAPACITY); }

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
  if (open_to(&chunks, i + 1, ledger.chunk_capacity)) return -1;
  struct tm_chunk_base *bases = (struct tm_chunk_base *)(void *)(base + TM_CHUNK_BASES_OFFSET);
  bases[i].heap_address = number << TM_CHUNK_SPAN_SHIFT;
  __atomic_store_n(&ledger.header->chunk_count, i + 1, __ATOMIC_RELEASE);
  u64 entries = (u64)base + TM_CHUNKS_OFFSET + i * chunks.element_bytes;
  if (ledger_fine) __atomic_store_n(&ledger_fine[number], (u64 *)(void *)entries, __ATOMIC_RELEASE);
  else __atomic_store_n(distance, entries - (u64)ledger_directory.nowhere, __ATOMIC_RELEASE);
  return 0;
}

void ledger_add_note(const struct tm_note *note) {
  u32 number = ledger.header->note_count;
  int full = note->thread && number >= TM_NOTES_CAPACITY / 2; /* threads are many: the rest is for modules */
  if (full || open_to(&notes, number + 1, TM_NOTES_CAPACITY)) {
    ledger_count(&ledger.header->notes_dropped);
    return;
  }
  ledger.notes[number] = *note;
  __atomic_store_n(&ledger.header->note_count, number + 1, __ATOMIC_RELEASE);
}

static struct tm_large_block *large_blocks(void) { return (struct tm_large_block *)(void *)(base + TM_LARGE_BLOCKS_OFFSET); }

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
