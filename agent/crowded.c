#define _GNU_SOURCE
#include "crowded.h"
#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include "kernel.h"

enum { STACK_BYTES = 16384, ALL_SIGNALS_BYTES = 8 };

static u8 stack[STACK_BYTES] __attribute__((aligned(16)));
static u32 in_use; /* one at a time: the second, perhaps a handler's, does without */
static u32 thread; /* its tid; the kernel makes it 0 and wakes us when the thread has ended */
static long (*job)(void *);
static void *job_argument;
static long job_result;

__attribute__((used, noreturn)) static void run_job(void) {
  job_result = job(job_argument);
  for (;;) kernel_call(SYS_exit, 0, 0, 0, 0, 0, 0);
}

/* The new thread begins on its own stack, without a frame to return to. */
static long start_thread(void) {
  long result;
  u64 flags = CLONE_VM | CLONE_FS | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID; /* no CLONE_FILES */
  register u32 *cleared __asm__("r10") = &thread;
  register u64 storage __asm__("r8") = 0;
  __asm__ volatile("syscall\n\ttestq %%rax, %%rax\n\tjnz 1f\n\tcall run_job\n1:"
                   : "=a"(result)
                   : "a"(SYS_clone), "D"(flags), "S"(stack + STACK_BYTES), "d"(&thread), "r"(cleared), "r"(storage)
                   : "rcx", "r11", "memory");
  return result;
}

static void await_end(void) {
  u32 tid;
  while ((tid = __atomic_load_n(&thread, __ATOMIC_ACQUIRE))) kernel_call(SYS_futex, (long)&thread, FUTEX_WAIT, tid, 0, 0, 0);
}

long crowded_run(long (*function)(void *), void *argument) {
  u64 all = ~0ull, before;
  if (__atomic_exchange_n(&in_use, 1, __ATOMIC_ACQUIRE)) return -EMFILE;
  job = function;
  job_argument = argument;
  job_result = -EMFILE;
  kernel_call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&all, (long)&before, ALL_SIGNALS_BYTES, 0, 0);
  if (start_thread() > 0) await_end();
  kernel_call(SYS_rt_sigprocmask, SIG_SETMASK, (long)&before, 0, ALL_SIGNALS_BYTES, 0, 0);
  long result = job_result;
  __atomic_store_n(&in_use, 0, __ATOMIC_RELEASE);
  return result;
}

void crowded_make_room(int kept) {
  if (kept > 0) kernel_call(SYS_close_range, 0, kept - 1, 0, 0, 0, 0);
  kernel_call(SYS_close_range, kept + 1, ~0u, 0, 0, 0, 0);
}
