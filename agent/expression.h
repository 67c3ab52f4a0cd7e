/* DWARF expressions as call-frame information uses them (DWARF 5, 2.5 and 6.4.2). */
#pragma once
#include "cfi.h"

/* What an expression comes to when the registers are not known yet: a constant, or register + offset, or the word there. */
struct expression_shape {
  int base; /* register, or -1 for a constant */
  int load; /* 1: the word at that address */
  s64 offset;
};

/* -1 when the expression is of no such shape. pc is a constant: a rule belongs to one pc. */
int expression_shape(const u8 *expression, const struct cfi_span *span, u64 pc, struct expression_shape *shape);

/* The value of any expression with all registers known; `initial` (the CFA) lies on the stack first unless it is NULL.
 * Memory is read safely: the registers may be wrong. -1 when it cannot be evaluated. */
int expression_value(const u8 *expression, const struct cfi_span *span, const u64 *registers, const u64 *initial, u64 *value);
