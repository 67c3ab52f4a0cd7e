/* Reads .eh_frame: which rule recovers each register of the caller at a pc (DWARF 5, 6.4; LSB, ".eh_frame").
 * Knows nothing of stacks: what it returns is evaluated elsewhere. x86-64 register numbers (psABI, figure 3.36). */
#pragma once
#include "base.h"

enum { CFI_RBX = 3, CFI_RBP = 6, CFI_RSP = 7, CFI_PC = 16, CFI_REGISTERS = 17 };

enum cfi_how {
  CFI_UNSPECIFIED,      /* as the ABI says: callee-saved registers keep their value */
  CFI_UNDEFINED,        /* of the return address: this is the outermost frame */
  CFI_SAME,
  CFI_OFFSET,           /* saved at cfa + value */
  CFI_VALUE_OFFSET,     /* is cfa + value */
  CFI_REGISTER,         /* is in register value */
  CFI_EXPRESSION,       /* saved at the address that the expression at value gives */
  CFI_VALUE_EXPRESSION, /* is what the expression at value gives */
};

struct cfi_row {
  u64 function; /* where the code that this entry covers starts */
  s64 value[CFI_REGISTERS];
  u8 how[CFI_REGISTERS];
  u8 return_register;
  u8 cfa_register;
  u8 signal_frame;
  s64 cfa_offset;
  const u8 *cfa_expression; /* a ULEB128 length, then the operations; NULL: cfa_register + cfa_offset */
};

/* Room for the interpreter; too large for a stranger's stack. */
enum { CFI_REMEMBERED = 8 };
struct cfi_work {
  struct cfi_row initial;
  struct cfi_row remembered[CFI_REMEMBERED];
};

/* Memory of one module in which the unwind information must lie. */
struct cfi_span {
  u64 start, end;
  u64 eh_frame_hdr;
};

/* Where `p` stops the operations of an expression: its length is checked against the module's end. */
const u8 *cfi_expression(const u8 *expression, const struct cfi_span *span, const u8 **end);

/* 0, or -1 when the module has nothing to say about this pc. */
int cfi_row_at(const struct cfi_span *span, u64 pc, struct cfi_row *row, struct cfi_work *work);
