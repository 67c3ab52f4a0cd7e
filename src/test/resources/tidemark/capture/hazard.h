/* What the tests' small programs share: they build a hazard, tell its addresses on standard output, and stand still.
 * In place of the agent they write a ledger of their own, with the blocks that they name. */
#define _GNU_SOURCE
#include "ledger_layout.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

struct hazard_block {
    unsigned long address, size;
};
/* Far away from libc's and the program's data: a mapping that counts as the agent's. */
static struct hazard_block *hazard_blocks;
static int hazard_block_count;
static unsigned hazard_stack_offset;

static void hazard_check(int ok, const char *what) {
    if (!ok) {
        dprintf(2, "hazard.h: %s: %s\n", what, strerror(errno));
        abort();
    }
}

static void fact(const char *name, unsigned long value) {
    char line[128];
    int length = snprintf(line, sizeof line, "%s %lx\n", name, value);
    hazard_check(write(1, line, length) == length, "write");
}

/* A live block: one that the ledger will name. */
static void block(const char *name, void *address, unsigned long size) {
    char full[96];
    snprintf(full, sizeof full, "block.%s", name);
    fact(full, (unsigned long)address);
    hazard_blocks[hazard_block_count++] = (struct hazard_block){(unsigned long)address, size};
}

/* The calling thread goes no further up than its present frame until it stands still. */
static void __attribute__((noinline)) thread(const char *name) {
    char full[96];
    snprintf(full, sizeof full, "tid.%s", name);
    fact(full, syscall(SYS_gettid));
    snprintf(full, sizeof full, "sp.%s", name);
    fact(full, (unsigned long)__builtin_frame_address(0));
}

static void *wait_for_ever(void) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, 0);
    for (;;) pause();
}

static unsigned *hazard_descriptor(const char *name) {
    unsigned *found = dlvsym(RTLD_DEFAULT, name, "GLIBC_PRIVATE");
    hazard_check(found != 0, name);
    return found;
}

static void *hazard_find_stack_offset(void *unused) {
    pthread_attr_t attributes;
    void *low;
    size_t size;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstack(&attributes, &low, &size);
    unsigned long end = (unsigned long)low + size, *word = (unsigned long *)pthread_self();
    for (int i = 0; i < 280 && !hazard_stack_offset; i++)
        if (word[i] && word[i] <= (unsigned long)low && word[i] + word[i + 1] == end) hazard_stack_offset = i * 8;
    hazard_check(hazard_stack_offset != 0, "stackblock");
    return 0;
}

static void __attribute__((constructor)) hazard_begin(void) {
    pthread_t id;
    hazard_check(!pthread_create(&id, 0, hazard_find_stack_offset, 0) && !pthread_join(id, 0), "thread");
    hazard_blocks = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    hazard_check(hazard_blocks != MAP_FAILED, "mmap");
}

static int hazard_add_module(struct dl_phdr_info *info, size_t size, void *ledger) {
    struct tm_header *header = ledger;
    struct tm_file *file = (struct tm_file *)((char *)ledger + TM_FILES_OFFSET) + header->file_count;
    struct tm_instance *instance = (struct tm_instance *)((char *)ledger + TM_INSTANCES_OFFSET) + header->instance_count;
    unsigned long start = -1, end = 0;
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_LOAD) {
            unsigned long low = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            if ((low & -4096UL) < start) start = low & -4096UL;
            if (low + info->dlpi_phdr[i].p_memsz > end) end = low + info->dlpi_phdr[i].p_memsz;
        }
    if (*info->dlpi_name) file->path_bytes = snprintf((char *)file->path, sizeof file->path, "%s", info->dlpi_name);
    else file->path_bytes = readlink("/proc/self/exe", (char *)file->path, sizeof file->path);
    instance->load_address = info->dlpi_addr;
    instance->start = start;
    instance->end = end;
    instance->loaded_at = 1;
    instance->file = header->file_count++;
    header->instance_count++;
    return 0;
}

static void hazard_write_blocks(int fd, char *ledger) {
    struct tm_header *header = (struct tm_header *)ledger;
    struct tm_chunk_base *bases = (struct tm_chunk_base *)(ledger + TM_CHUNK_BASES_OFFSET);
    for (int i = 0; i < hazard_block_count; i++) {
        unsigned long address = hazard_blocks[i].address, base = address >> TM_CHUNK_SPAN_SHIFT << TM_CHUNK_SPAN_SHIFT;
        unsigned chunk = 0;
        while (chunk < header->chunk_count && bases[chunk].heap_address != base) chunk++;
        bases[chunk].heap_address = base;
        if (chunk == header->chunk_count) header->chunk_count++;
        uint64_t entry = hazard_blocks[i].size | (address & 16) << (TM_ENTRY_HALF_SHIFT - 4) | (uint64_t)TM_KIND_MALLOC << TM_ENTRY_KIND_SHIFT;
        uint64_t at = TM_CHUNKS_OFFSET + (uint64_t)chunk * TM_CHUNK_BYTES + (address - base >> TM_GRANULE_SHIFT) * 8;
        hazard_check(pwrite(fd, &entry, 8, at) == 8, "pwrite");
    }
}

static void hazard_write_ledger(void) {
    int fd = memfd_create("tidemark", 0);
    hazard_check(fd >= 0 && !ftruncate(fd, TM_FILE_BYTES), "memfd");
    struct tm_header *header = mmap(0, TM_METADATA_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    hazard_check(header != MAP_FAILED, "mmap");
    char *global = dlvsym(RTLD_DEFAULT, "_rtld_global", "GLIBC_PRIVATE");
    header->magic = TM_MAGIC;
    header->version = TM_VERSION;
    header->pid = getpid();
    header->state = TM_STATE_STOPPED;
    header->node_count = TM_PATH_FIRST;
    header->granule_shift = TM_GRANULE_SHIFT;
    header->stack_list_used = (uintptr_t)global + hazard_descriptor("_thread_db_rtld_global__dl_stack_used")[2];
    header->stack_list_user = (uintptr_t)global + hazard_descriptor("_thread_db_rtld_global__dl_stack_user")[2];
    /* glibc 2.34 and later keep the three lists side by side, the cache last; nptl_db has no descriptor for it. */
    header->stack_list_cache = header->stack_list_user + 16;
    header->pthread_list_offset = hazard_descriptor("_thread_db_pthread_list")[2];
    header->pthread_tid_offset = hazard_descriptor("_thread_db_pthread_tid")[2];
    header->pthread_stack_offset = hazard_stack_offset;
    header->pthread_bytes = hazard_descriptor("_thread_db_sizeof_pthread")[0];
    struct tm_range *own = (struct tm_range *)((char *)header + TM_AGENT_RANGES_OFFSET);
    *own = (struct tm_range){(uintptr_t)hazard_blocks, (uintptr_t)hazard_blocks + (1 << 20)};
    header->agent_range_count = 1;
    dl_iterate_phdr(hazard_add_module, header);
    hazard_write_blocks(fd, (char *)header);
    fact("ledgerDescriptor", fd);
    fact("ledger", (unsigned long)header);
}

/* Stands still until standard input ends. */
static void ready(void) {
    hazard_write_ledger();
    fact("pid", getpid());
    fact("brk", (unsigned long)sbrk(0));
    fact("ready", 1);
    char byte;
    while (read(0, &byte, 1) < 0 && errno == EINTR);
    _exit(0);
}
