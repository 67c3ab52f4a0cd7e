#include "rule.h"
#include "expression.h"

static union rule special(enum rule_kind kind) {
  union rule rule = {.word = 0};
  rule.kind = (u8)kind;
  return rule;
}

/* How the CFA follows from sp or rbp; RULE_FULL when it does not. */
static union rule cfa_rule(const struct cfi_row *row, const struct cfi_span *span, u64 pc) {
  struct expression_shape shape = {row->cfa_register, 0, row->cfa_offset};
  if (row->cfa_expression && expression_shape(row->cfa_expression, span, pc, &shape)) return special(RULE_FULL);
  union rule rule = special(RULE_FULL);
  if (shape.offset != (s32)shape.offset) return rule;
  if (shape.base == CFI_RSP && !shape.load && shape.offset >= 8 && shape.offset % 8 == 0) rule.kind = RULE_RSP;
  else if (shape.base == CFI_RBP) rule.kind = shape.load ? RULE_RBP_WORD : RULE_RBP;
  rule.cfa_offset = (s32)shape.offset;
  return rule;
}

static int add_rbp(union rule *rule, const struct cfi_row *row, const struct cfi_span *span, u64 pc) {
  s64 offset = row->value[CFI_RBP];
  struct expression_shape shape;
  switch (row->how[CFI_RBP]) {
    case CFI_UNSPECIFIED: case CFI_SAME: case CFI_UNDEFINED: rule->rbp = RBP_KEPT; return 0;
    case CFI_OFFSET: rule->rbp = RBP_AT_CFA; break;
    case CFI_EXPRESSION:
      if (rule->kind == RULE_RSP || expression_shape((const u8 *)offset, span, pc, &shape)) return -1;
      if (shape.base != CFI_RBP || shape.load) return -1;
      offset = shape.offset;
      rule->rbp = RBP_AT_RBP;
      break;
    default: return -1;
  }
  rule->rbp_offset = (s16)offset;
  if (rule->kind == RULE_RSP && (rule->cfa_offset + offset < 0 || offset > -8)) return -1; /* so that a step need not check */
  return offset == rule->rbp_offset && offset % 8 == 0 ? 0 : -1;
}

static int saved_in(const struct cfi_row *row, u32 reg, s64 offset, const struct cfi_span *span) {
  struct expression_shape shape;
  if (row->how[reg] != CFI_EXPRESSION || expression_shape((const u8 *)row->value[reg], span, 0, &shape)) return 0;
  return shape.base == CFI_RSP && !shape.load && shape.offset == offset;
}

/* The kernel's frame under a signal handler: a ucontext lies at sp (arch/x86/include/asm/sigframe.h, struct rt_sigframe). */
static int is_kernel_signal_frame(const struct cfi_row *row, const struct cfi_span *span) {
  return saved_in(row, CFI_PC, UCONTEXT_PC, span) && saved_in(row, CFI_RSP, UCONTEXT_SP, span) &&
         saved_in(row, CFI_RBP, UCONTEXT_RBP, span);
}

union rule rule_compile(const struct cfi_span *span, u64 pc, u64 lookup, struct cfi_row *row, struct cfi_work *work) {
  if (cfi_row_at(span, lookup, row, work)) {
    if (lookup != pc && !cfi_row_at(span, pc, row, work) && row->function == pc) return special(RULE_START);
    return special(RULE_NO_CFI);
  }
  if (row->signal_frame) return special(is_kernel_signal_frame(row, span) ? RULE_SIGNAL : RULE_FULL);
  if (row->return_register != CFI_PC) return special(RULE_FULL);
  if (row->how[CFI_PC] == CFI_UNDEFINED) return special(RULE_END);
  if (row->how[CFI_PC] != CFI_OFFSET || row->value[CFI_PC] != -8) return special(RULE_FULL);
  union rule rule = cfa_rule(row, span, pc);
  return add_rbp(&rule, row, span, pc) ? special(RULE_FULL) : rule;
}
