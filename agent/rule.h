/* A pc's unwind rule in eight bytes: enough for nearly every frame of compiled code. */
#pragma once
#include "cfi.h"

enum rule_kind {
  RULE_NONE,
  RULE_RSP,      /* cfa = sp + cfa_offset */
  RULE_RBP,      /* cfa = rbp + cfa_offset */
  RULE_RBP_WORD, /* cfa = the word at rbp + cfa_offset: gcc's frames with a realigned stack */
  RULE_SIGNAL,   /* the registers lie in a ucontext */
  RULE_END,      /* the outermost frame */
  RULE_START,    /* the same: a stack made up to return to a function's start (makecontext) */
  RULE_NO_CFI,   /* code without unwind information */
  RULE_FULL,     /* needs more registers than rbp: the full walker */
};

enum rule_rbp {
  RBP_KEPT,
  RBP_AT_CFA, /* saved at cfa + rbp_offset */
  RBP_AT_RBP, /* saved at rbp + rbp_offset */
};

/* Where the kernel puts registers in the ucontext of a signal frame (struct sigcontext behind uc_flags, uc_link, uc_stack). */
enum { UCONTEXT_RBP = 120, UCONTEXT_SP = 160, UCONTEXT_PC = 168 };

union rule {
  u64 word;
  struct {
    s32 cfa_offset;
    s16 rbp_offset;
    u8 kind, rbp;
  };
};

/* `pc` is where execution goes on; `lookup` is inside the instruction whose rule counts (pc - 1 behind a call). */
union rule rule_compile(const struct cfi_span *span, u64 pc, u64 lookup, struct cfi_row *row, struct cfi_work *work);
