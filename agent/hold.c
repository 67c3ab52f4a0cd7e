#define _GNU_SOURCE
#include "hold.h"
#include <dlfcn.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include "agent.h"
#include "full_walk.h"
#include "kernel.h"
#include "ledger.h"
#include "lsan.h"
#include "session.h"
#include "thread.h"

/* libc's, for functions without a module of their own to run them early: with a handle of NULL they run at the very end. */
extern int __cxa_atexit(void (*function)(void *), void *argument, void *module);
extern int __cxa_at_quick_exit(void (*function)(void *), void *module);

/* exit's own frames have slots that nothing was written to yet: what earlier calls left there must not count. */
static void leave_exit(u64 function, u64 registers[CFI_REGISTERS]) {
  struct thread *thread = thread_self;
  if (!function || !thread->counters || thread->state == THREAD_BUSY) return; /* a handler that interrupted our work: we may hold the lock */
  u64 state = thread_enter(thread);
  full_walk_to_caller(thread, function, registers);
  thread_leave(thread, state);
}

/* What signal handlers left on their stack is no use of the program's any more, unless it ends in one of them. */
static void note_signal_stack(struct tm_message *message, const stack_t *stack) {
  if (stack->ss_flags & (SS_DISABLE | SS_ONSTACK)) return;
  message->signal_stack_start = (u64)stack->ss_sp;
  message->signal_stack_end = (u64)stack->ss_sp + stack->ss_size;
}

static int is_observed(void) {
  if (agent_state != AGENT_RECORDING || agent_was_forked()) return 0;
  return (u32)kernel_pid() == ledger.header->pid; /* else a vforked child: its parent's memory */
}

/* A signal that ends the process while it is held already must not wait. */
static __thread u8 holding;

static struct session_answer send_hold(struct tm_message *message) {
  message->kind = TM_MESSAGE_HOLD;
  message->pid = ledger.header->pid;
  message->tid = (u32)kernel_tid();
  message->brk = (u64)kernel_call(SYS_brk, 0, 0, 0, 0, 0, 0);
  holding = 1;
  if (!session_is_reached()) hold_is_unreached();
  struct session_answer answer = session_hold(message);
  holding = 0;
  return answer;
}

/* function: libc's, whose caller's state counts. */
static NOINLINE struct session_answer hold(u64 registers[CFI_REGISTERS], u64 function, u32 reason) {
  if (!is_observed()) return (struct session_answer){TM_ANSWER_DONE, 0};
  lsan_ask();
  thread_prepare(); /* catches up with what was unloaded since the last allocation */
  leave_exit(function, registers);
  struct tm_message message = {.reason = reason, .sp = registers[CFI_RSP], .rbx = registers[CFI_RBX], .rbp = registers[CFI_RBP], .r12 = registers[12],
      .r13 = registers[13], .r14 = registers[14], .r15 = registers[15]};
  stack_t stack;
  if (!kernel_call(SYS_sigaltstack, 0, (long)&stack, 0, 0, 0, 0)) note_signal_stack(&message, &stack);
  return send_hold(&message);
}

struct session_answer hold_for_check(u64 registers[CFI_REGISTERS], u32 reason) { return hold(registers, 0, reason); }

void hold_at_signal(u32 signal, const ucontext_t *interrupted) {
  if (!is_observed() || holding) return;
  thread_prepare();
  const greg_t *registers = interrupted->uc_mcontext.gregs;
  struct tm_message message = {.reason = TM_HOLD_SIGNAL, .signal = signal,
      .sp = (u64)registers[REG_RSP], .rbx = (u64)registers[REG_RBX], .rbp = (u64)registers[REG_RBP], .r12 = (u64)registers[REG_R12],
      .r13 = (u64)registers[REG_R13], .r14 = (u64)registers[REG_R14], .r15 = (u64)registers[REG_R15],
      .scratch = {(u64)registers[REG_RAX], (u64)registers[REG_RCX], (u64)registers[REG_RDX], (u64)registers[REG_RSI],
                  (u64)registers[REG_RDI], (u64)registers[REG_R8], (u64)registers[REG_R9], (u64)registers[REG_R10],
                  (u64)registers[REG_R11]}};
  note_signal_stack(&message, &interrupted->uc_stack);
  send_hold(&message);
}

/* The thread's state here, for a walk out of the agent's own frames. */
#define OWN_REGISTERS(registers)                                                                                           \
  u64 registers[CFI_REGISTERS] = {0};                                                                                      \
  __asm__ volatile("movq %%rbx, %0; movq %%rbp, %1; movq %%r12, %2; movq %%r13, %3; movq %%r14, %4; movq %%r15, %5;"        \
                   "leaq (%%rip), %%rax; movq %%rax, %6; movq %%rsp, %7"                                                   \
                   : "=m"(registers[CFI_RBX]), "=m"(registers[CFI_RBP]), "=m"(registers[12]), "=m"(registers[13]),         \
                     "=m"(registers[14]), "=m"(registers[15]), "=m"(registers[CFI_PC]), "=m"(registers[CFI_RSP])           \
                   :                                                                                                       \
                   : "rax", "memory")

NOINLINE int hold_before(u64 function, u32 reason) {
  if (!is_observed() || holding) return 0;
  OWN_REGISTERS(registers);
  hold(registers, function, reason);
  return 1;
}

void hold_note_exec(int is_about_to) {
  if (is_observed()) ledger.header->becoming = (u32)is_about_to;
}

int hold_is_left(void) {
  if (!is_observed()) return 0;
  session_send_leaves();
  return 1;
}

void hold_is_unreached(void) {
  if (is_observed()) ledger.header->state = TM_STATE_UNREACHED;
}

void hold_was_in_vain(void) { session_send_went_on(); }

static u64 libc_exit, libc_quick_exit;
static int (*libc_fflush)(FILE *);

/* The session was asked to fail processes that have errors. */
static int exit_code(struct session_answer answer, int own) {
  return answer.kind == TM_ANSWER_LEAKS && answer.exit_code ? answer.exit_code : own;
}

static __attribute__((noreturn)) void end_at_once(int code) {
  for (;;) kernel_call(SYS_exit_group, code, 0, 0, 0, 0, 0);
}

static NOINLINE void at_exit(void *argument) {
  (void)argument;
  CALLERS_REGISTERS(registers);
  int code = exit_code(hold(registers, libc_exit, TM_HOLD_EXIT), -1);
  if (code < 0) return;
  if (libc_fflush) libc_fflush(NULL); /* as exit would next */
  end_at_once(code);
}

static NOINLINE void at_quick_exit(void *argument) {
  (void)argument;
  CALLERS_REGISTERS(registers);
  int code = exit_code(hold(registers, libc_quick_exit, TM_HOLD_QUICK_EXIT), -1);
  if (code >= 0) end_at_once(code);
}

EXPORT __attribute__((noreturn)) void _exit(int status) {
  CALLERS_REGISTERS(registers);
  end_at_once(exit_code(hold(registers, 0, TM_HOLD_UNDERSCORE_EXIT), status));
}

EXPORT __attribute__((noreturn)) void _Exit(int status) {
  CALLERS_REGISTERS(registers);
  end_at_once(exit_code(hold(registers, 0, TM_HOLD_UNDERSCORE_EXIT), status));
}

/* A descriptor of nptl_db: size in bits, number of elements, offset. */
static u32 offset_of(const char *name) {
  const u32 *descriptor = dlvsym(RTLD_DEFAULT, name, "GLIBC_PRIVATE");
  return descriptor ? descriptor[2] : 0;
}

/* What does not change while the process lives, kept for the ledger of a forked child. */
static struct {
  u64 used, user, cache;
  u32 list_offset, tid_offset, stack_offset, start_offset, bytes, tls_bytes;
} stacks;

/* Of stackblock in struct pthread; stackblock_size follows. glibc gives the main thread no stackblock, and as its size the
 * address __libc_stack_end (nptl/dl_tls_init_tp.c): a pair that stands nowhere else. 0 = not found. */
static u32 find_stack_offset(u32 pthread_bytes) {
  extern void *__libc_stack_end;
  const u64 *main_thread = __builtin_thread_pointer();
  u32 found = 0;
  for (u32 i = 1; i < pthread_bytes / 8; i++) {
    if (main_thread[i] != (u64)__libc_stack_end || main_thread[i - 1] != 0) continue;
    if (found) return 0;
    found = (i - 1) * 8;
  }
  return found;
}

/* At the start all modules have their TLS in one piece below the thread pointer. */
static int find_tls(struct dl_phdr_info *module, size_t size, void *bytes) {
  u64 start = (u64)module->dlpi_tls_data, below = (u64)__builtin_thread_pointer() - start;
  if (size >= sizeof *module && start && below < 1 << 20 && below > *(u32 *)bytes) *(u32 *)bytes = (u32)below;
  return 0;
}

static void find_stacks(void) {
  u64 loader = (u64)dlvsym(RTLD_DEFAULT, "_rtld_global", "GLIBC_PRIVATE");
  const u32 *bytes = dlvsym(RTLD_DEFAULT, "_thread_db_sizeof_pthread", "GLIBC_PRIVATE");
  u32 used = offset_of("_thread_db_rtld_global__dl_stack_used"), user = offset_of("_thread_db_rtld_global__dl_stack_user");
  if (!loader || !bytes || !used || !user) return;
  stacks.bytes = *bytes;
  stacks.list_offset = offset_of("_thread_db_pthread_list");
  stacks.tid_offset = offset_of("_thread_db_pthread_tid");
  stacks.stack_offset = find_stack_offset(*bytes);
  stacks.start_offset = offset_of("_thread_db_pthread_start_routine");
  dl_iterate_phdr(find_tls, &stacks.tls_bytes);
  stacks.used = loader + used;
  stacks.user = loader + user;
  stacks.cache = stacks.user + 16; /* the next list head in struct rtld_global */
}

void hold_publish_stacks(void) {
  struct tm_header *header = ledger.header;
  header->stack_list_used = stacks.used;
  header->stack_list_user = stacks.user;
  header->stack_list_cache = stacks.cache;
  header->pthread_list_offset = stacks.list_offset;
  header->pthread_tid_offset = stacks.tid_offset;
  header->pthread_stack_offset = stacks.stack_offset;
  header->pthread_bytes = stacks.bytes;
  header->pthread_start_offset = stacks.start_offset;
  header->tls_bytes = stacks.tls_bytes;
}

int hold_register(void) {
  libc_exit = (u64)dlsym(RTLD_NEXT, "exit");
  libc_quick_exit = (u64)dlsym(RTLD_NEXT, "quick_exit");
  libc_fflush = dlsym(RTLD_NEXT, "fflush");
  find_stacks();
  hold_publish_stacks();
  return __cxa_atexit(at_exit, NULL, NULL) || __cxa_at_quick_exit(at_quick_exit, NULL) ? -1 : 0;
}
