#define _GNU_SOURCE
#include "kernel.h"
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include "ledger.h"

long kernel_call(long number, long a, long b, long c, long d, long e, long f) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

void *kernel_anonymous(u64 bytes) {
  long at = kernel_call(SYS_mmap, 0, (long)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at < 0 && at > -4096) return NULL;
  kernel_call(SYS_madvise, at, (long)bytes, MADV_DONTDUMP, 0, 0, 0); /* a core file is the program's */
  ledger_note_agent_range((u64)at, (u64)at + bytes);
  return (void *)at;
}

int kernel_wipe_on_fork(void *start, u64 bytes) {
  return kernel_call(SYS_madvise, (long)start, (long)bytes, MADV_WIPEONFORK, 0, 0, 0) ? -1 : 0;
}

int kernel_empty_pages(void *start, u64 bytes) {
  return kernel_call(SYS_madvise, (long)start, (long)bytes, MADV_DONTNEED, 0, 0, 0) ? -1 : 0;
}

void kernel_forget_pages(void *start, u64 bytes) { kernel_empty_pages(start, bytes); }

int kernel_read_safely(u64 address, void *into, u64 bytes) {
  struct iovec to = {into, bytes};
  struct iovec from = {(void *)address, bytes};
  return kernel_call(SYS_process_vm_readv, kernel_pid(), (long)&to, 1, (long)&from, 1, 0) == (long)bytes ? 0 : -1;
}

int kernel_pid(void) { return (int)kernel_call(SYS_getpid, 0, 0, 0, 0, 0, 0); }
int kernel_tid(void) { return (int)kernel_call(SYS_gettid, 0, 0, 0, 0, 0, 0); }
