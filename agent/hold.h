/* The end of a process: it is held there until Java has taken what it needs. */
#pragma once
#include <ucontext.h>
#include "cfi.h"
#include "session.h"

/* The thread's state in the function that called the agent: what lies below is ours and can hold what the program left there. */
#define CALLERS_REGISTERS(registers)                                                                                       \
  u64 registers[CFI_REGISTERS] = {0};                                                                                      \
  __asm__ volatile("movq %%rbx, %0; movq %%rbp, %1; movq %%r12, %2; movq %%r13, %3; movq %%r14, %4; movq %%r15, %5"         \
                   : "=m"(registers[CFI_RBX]), "=m"(registers[CFI_RBP]), "=m"(registers[12]), "=m"(registers[13]),         \
                     "=m"(registers[14]), "=m"(registers[15]));                                                            \
  registers[CFI_RSP] = (u64)__builtin_dwarf_cfa();                                                                         \
  registers[CFI_PC] = (u64)__builtin_return_address(0)

/* Registers for exit and quick_exit; 0 on success. */
int hold_register(void);
/* Holds the thread for a check that the program asks for: TM_HOLD_LEAK_CHECK or TM_HOLD_RECOVERABLE_CHECK. */
struct session_answer hold_for_check(u64 registers[CFI_REGISTERS], u32 reason);
/* Holds a thread that is about to die by the signal which interrupted it. Async-signal-safe. */
void hold_at_signal(u32 signal, const ucontext_t *interrupted);
/* Holds a process that is about to end or to become another program, unless the call fails: then hold_was_in_vain() is to be called. function: the
 * hook, a frame further out, whose caller's state counts. 0: it was not held. */
int hold_before(u64 function, u32 reason);
/* Notes in the ledger whether the process is about to become another program: one that ends so has not been killed. */
void hold_note_exec(int is_about_to);
/* Says that the process becomes a program that is not observed, unless exec fails: as above. */
int hold_is_left(void);
/* Notes for Java, which cannot be told, that it is not reached by the process or by what that becomes. */
void hold_is_unreached(void);
/* Keeps errno. */
void hold_was_in_vain(void);
/* Tells Java, in a new ledger, where glibc lists the stacks of threads. */
void hold_publish_stacks(void);
