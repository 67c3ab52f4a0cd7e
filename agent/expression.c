#include "expression.h"
#include <string.h>
#include "kernel.h"

enum {
  OP_ADDR = 0x03, OP_DEREF = 0x06, OP_CONST1U = 0x08, OP_CONST1S, OP_CONST2U, OP_CONST2S, OP_CONST4U, OP_CONST4S, OP_CONST8U,
  OP_CONST8S, OP_CONSTU, OP_CONSTS, OP_DUP, OP_DROP, OP_OVER, OP_PICK, OP_SWAP, OP_ROT, OP_ABS = 0x19, OP_AND, OP_DIV, OP_MINUS,
  OP_MOD, OP_MUL, OP_NEG, OP_NOT, OP_OR, OP_PLUS, OP_PLUS_UCONST, OP_SHL, OP_SHR, OP_SHRA, OP_XOR, OP_BRA, OP_EQ, OP_GE, OP_GT,
  OP_LE, OP_LT, OP_NE, OP_SKIP, OP_LIT0 = 0x30, OP_LIT31 = 0x4f, OP_BREG0 = 0x70, OP_BREG16 = 0x80, OP_DEREF_SIZE = 0x94,
  OP_NOP = 0x96
};

enum { STACK = 16, STEPS = 1000 };

struct operands {
  const u8 *at, *end;
  int bad;
};

static u64 operand_fixed(struct operands *in, u32 bytes) {
  u64 value = 0;
  if ((u64)(in->end - in->at) < bytes) {
    in->bad = 1;
    return 0;
  }
  memcpy(&value, in->at, bytes);
  in->at += bytes;
  return value;
}

static s64 operand_leb(struct operands *in, int is_signed) {
  u64 value = 0;
  u32 shift = 0;
  u8 byte;
  do {
    byte = (u8)operand_fixed(in, 1);
    if (shift < 64) value |= (u64)(byte & 0x7f) << shift;
    shift += 7;
  } while ((byte & 0x80) && !in->bad);
  if (is_signed && shift < 64 && (byte & 0x40)) value |= ~0ull << shift;
  return (s64)value;
}

/* 1 and the value when op pushes a constant. */
static int constant(u8 op, struct operands *in, u64 *value) {
  if (op >= OP_LIT0 && op <= OP_LIT31) *value = op - OP_LIT0;
  else switch (op) {
    case OP_ADDR: case OP_CONST8U: case OP_CONST8S: *value = operand_fixed(in, 8); break;
    case OP_CONST1U: *value = operand_fixed(in, 1); break;
    case OP_CONST1S: *value = (u64)(s64)(int8_t)operand_fixed(in, 1); break;
    case OP_CONST2U: *value = operand_fixed(in, 2); break;
    case OP_CONST2S: *value = (u64)(s64)(s16)operand_fixed(in, 2); break;
    case OP_CONST4U: *value = operand_fixed(in, 4); break;
    case OP_CONST4S: *value = (u64)(s64)(s32)operand_fixed(in, 4); break;
    case OP_CONSTU: *value = (u64)operand_leb(in, 0); break;
    case OP_CONSTS: *value = (u64)operand_leb(in, 1); break;
    default: return 0;
  }
  return 1;
}

/* 1 and the value when op takes two values; a is the second from the top. */
static int binary(u8 op, u64 a, u64 b, u64 *value) {
  switch (op) {
    case OP_AND: *value = a & b; break;
    case OP_DIV: if (!b || (b == ~0ull && a == 1ull << 63)) return 0; *value = (u64)((s64)a / (s64)b); break;
    case OP_MINUS: *value = a - b; break;
    case OP_MOD: if (!b) return 0; *value = a % b; break;
    case OP_MUL: *value = a * b; break;
    case OP_OR: *value = a | b; break;
    case OP_PLUS: *value = a + b; break;
    case OP_SHL: *value = b < 64 ? a << b : 0; break;
    case OP_SHR: *value = b < 64 ? a >> b : 0; break;
    case OP_SHRA: *value = (u64)((s64)a >> (b < 64 ? b : 63)); break;
    case OP_XOR: *value = a ^ b; break;
    case OP_EQ: *value = a == b; break;
    case OP_GE: *value = (s64)a >= (s64)b; break;
    case OP_GT: *value = (s64)a > (s64)b; break;
    case OP_LE: *value = (s64)a <= (s64)b; break;
    case OP_LT: *value = (s64)a < (s64)b; break;
    case OP_NE: *value = a != b; break;
    default: return 0;
  }
  return 1;
}

int expression_shape(const u8 *expression, const struct cfi_span *span, u64 pc, struct expression_shape *shape) {
  struct expression_shape stack[STACK];
  struct operands in = {NULL, NULL, 0};
  u32 depth = 0;
  in.at = cfi_expression(expression, span, &in.end);
  while (in.at && in.at < in.end && !in.bad && depth < STACK - 1) {
    u8 op = (u8)operand_fixed(&in, 1);
    u64 value;
    if (constant(op, &in, &value)) stack[depth++] = (struct expression_shape){-1, 0, (s64)value};
    else if (op == OP_BREG16) stack[depth++] = (struct expression_shape){-1, 0, (s64)pc + operand_leb(&in, 1)};
    else if (op >= OP_BREG0 && op < OP_BREG16) stack[depth++] = (struct expression_shape){op - OP_BREG0, 0, operand_leb(&in, 1)};
    else if (!depth || stack[depth - 1].load) return -1;
    else if (op == OP_PLUS_UCONST) stack[depth - 1].offset += operand_leb(&in, 0);
    else if (op == OP_DEREF && stack[depth - 1].base >= 0) stack[depth - 1].load = 1;
    else {
      if (depth < 2 || stack[depth - 2].load) return -1;
      struct expression_shape b = stack[--depth], *a = &stack[depth - 1];
      if (b.base >= 0 && (a->base >= 0 || op != OP_PLUS)) return -1;
      if (a->base >= 0 && op != OP_PLUS && op != OP_MINUS) return -1;
      if (!binary(op, (u64)a->offset, (u64)b.offset, &value)) return -1;
      *a = (struct expression_shape){a->base >= 0 ? a->base : b.base, 0, (s64)value};
    }
  }
  if (!in.at || in.bad || in.at != in.end || depth != 1) return -1;
  *shape = stack[0];
  return 0;
}

/* Operations that only move values about: 1 when done, 0 when op is none of them, -1 on a bad stack. */
static int rearrange(u8 op, struct operands *in, u64 *stack, u32 *depth) {
  u64 top;
  switch (op) {
    case OP_DUP: if (*depth < 1) return -1; stack[*depth] = stack[*depth - 1]; ++*depth; return 1;
    case OP_DROP: if (*depth < 1) return -1; --*depth; return 1;
    case OP_OVER: if (*depth < 2) return -1; stack[*depth] = stack[*depth - 2]; ++*depth; return 1;
    case OP_PICK: {
      u64 index = operand_fixed(in, 1);
      if (index >= *depth) return -1;
      stack[*depth] = stack[*depth - 1 - index];
      ++*depth;
      return 1;
    }
    case OP_SWAP:
      if (*depth < 2) return -1;
      top = stack[*depth - 1];
      stack[*depth - 1] = stack[*depth - 2];
      stack[*depth - 2] = top;
      return 1;
    case OP_ROT:
      if (*depth < 3) return -1;
      top = stack[*depth - 1];
      stack[*depth - 1] = stack[*depth - 2];
      stack[*depth - 2] = stack[*depth - 3];
      stack[*depth - 3] = top;
      return 1;
    default: return 0;
  }
}

static int unary(u8 op, struct operands *in, u64 *top) {
  u64 bytes = 8;
  switch (op) {
    case OP_DEREF_SIZE:
      bytes = operand_fixed(in, 1);
      if (bytes == 0 || bytes > 8) return 0;
      __attribute__((fallthrough));
    case OP_DEREF: {
      u64 word = 0;
      if (kernel_read_safely(*top, &word, bytes)) return 0;
      *top = word;
      return 1;
    }
    case OP_PLUS_UCONST: *top += (u64)operand_leb(in, 0); return 1;
    case OP_ABS: if ((s64)*top < 0) *top = -*top; return 1;
    case OP_NEG: *top = -*top; return 1;
    case OP_NOT: *top = ~*top; return 1;
    default: return 0;
  }
}

int expression_value(const u8 *expression, const struct cfi_span *span, const u64 *registers, const u64 *initial, u64 *value) {
  u64 stack[STACK], pushed;
  struct operands in = {NULL, NULL, 0};
  u32 depth = 0, moved;
  const u8 *start = in.at = cfi_expression(expression, span, &in.end);
  if (initial) stack[depth++] = *initial;
  for (u32 step = 0; in.at && in.at < in.end; step++) {
    if (in.bad || depth >= STACK - 1 || step == STEPS) return -1;
    u8 op = (u8)operand_fixed(&in, 1);
    if (constant(op, &in, &pushed)) stack[depth++] = pushed;
    else if (op >= OP_BREG0 && op <= OP_BREG16) stack[depth++] = registers[op - OP_BREG0] + (u64)operand_leb(&in, 1);
    else if (op == OP_NOP) continue;
    else if (op == OP_SKIP || op == OP_BRA) {
      s64 distance = (s16)operand_fixed(&in, 2);
      if (op == OP_BRA && (!depth || !stack[--depth])) continue;
      if (distance < start - in.at || distance > in.end - in.at) return -1;
      in.at += distance;
    } else if ((moved = (u32)rearrange(op, &in, stack, &depth))) {
      if (moved == (u32)-1) return -1;
    } else if (depth && unary(op, &in, &stack[depth - 1])) continue;
    else if (depth > 1 && binary(op, stack[depth - 2], stack[depth - 1], &stack[depth - 2])) depth--;
    else return -1;
  }
  if (!in.at || in.bad || !depth) return -1;
  *value = stack[depth - 1];
  return 0;
}
