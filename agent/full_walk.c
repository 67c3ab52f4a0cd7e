#include "full_walk.h"
#include <string.h>
#include "expression.h"
#include "kernel.h"
#include "lock.h"
#include "rules.h"

struct full_state {
  u64 registers[CFI_REGISTERS];
  u64 exact;
};

static int recover(const struct cfi_row *row, u32 reg, const struct cfi_span *span, u64 cfa, const u64 *registers, u64 *value) {
  s64 operand = row->value[reg];
  u64 address;
  switch ((enum cfi_how)row->how[reg]) {
    case CFI_OFFSET: return kernel_read_safely(cfa + (u64)operand, value, 8);
    case CFI_VALUE_OFFSET: *value = cfa + (u64)operand; return 0;
    case CFI_REGISTER: *value = (u64)operand < CFI_REGISTERS ? registers[operand] : 0; return 0;
    case CFI_EXPRESSION:
      if (expression_value((const u8 *)operand, span, registers, &cfa, &address)) return -1;
      return kernel_read_safely(address, value, 8);
    case CFI_VALUE_EXPRESSION: return expression_value((const u8 *)operand, span, registers, &cfa, value);
    default: *value = registers[reg]; return 0;
  }
}

/* 0: the caller's state is in `state`; 1: this was the outermost frame; -1: it cannot be left. */
static int leave(const struct cfi_row *row, const struct cfi_span *span, struct full_state *state) {
  u64 callers[CFI_REGISTERS], cfa;
  if (row->how[row->return_register % CFI_REGISTERS] == CFI_UNDEFINED) return 1;
  if (!row->cfa_expression) cfa = state->registers[row->cfa_register] + (u64)row->cfa_offset;
  else if (expression_value(row->cfa_expression, span, state->registers, NULL, &cfa)) return -1;
  if (!row->signal_frame && (cfa <= state->registers[CFI_RSP] || cfa & 7)) return -1;
  for (u32 reg = 0; reg < CFI_REGISTERS; reg++)
    if (recover(row, reg, span, cfa, state->registers, &callers[reg])) return -1;
  if (row->how[CFI_RSP] == CFI_UNSPECIFIED) callers[CFI_RSP] = cfa;
  memcpy(state->registers, callers, sizeof callers);
  state->exact = row->signal_frame ? RULES_EXACT : 0;
  return 0;
}

/* Through code without unwind information, by its frame pointer. */
static int leave_by_rbp(struct full_state *state) {
  u64 saved[2], rbp = state->registers[CFI_RBP];
  if (rbp < state->registers[CFI_RSP] || rbp & 7 || kernel_read_safely(rbp, saved, sizeof saved)) return -1;
  state->registers[CFI_RSP] = rbp + 16;
  state->registers[CFI_RBP] = saved[0];
  state->registers[CFI_PC] = saved[1];
  state->exact = 0;
  return 0;
}

static int find_row(struct thread *thread, u64 lookup, struct cfi_span *span) {
  lock_acquire(&agent_lock);
  const struct module *module = modules_at(lookup);
  if (module) *span = module->span;
  lock_release(&agent_lock);
  return module ? cfi_row_at(span, lookup, &thread->row, &thread->work) : -1;
}

NOINLINE u32 full_walk(struct thread *thread, u64 pc, u64 sp, struct step **end, u8 *approximate) {
  struct full_state state = {.exact = RULES_EXACT};
  struct step *next = thread->step;
  u32 root = TM_PATH_COMPLETE;
  int recording = 0;
  u64 *registers = state.registers;
  memset(registers, 0, sizeof state.registers);
  __asm__ volatile("movq %%rbx, %0; movq %%rbp, %1; movq %%r12, %2; movq %%r13, %3; movq %%r14, %4; movq %%r15, %5; "
                   "leaq (%%rip), %%rax; movq %%rax, %6; movq %%rsp, %7"
                   : "=m"(registers[CFI_RBX]), "=m"(registers[CFI_RBP]), "=m"(registers[12]), "=m"(registers[13]),
                     "=m"(registers[14]), "=m"(registers[15]), "=m"(registers[CFI_PC]), "=m"(registers[CFI_RSP])
                   :
                   : "rax", "memory");
  for (u32 frames = 0; frames < WALK_FRAMES; frames++) {
    struct cfi_span span;
    struct rule_found found;
    u64 here = registers[CFI_PC], key = here | state.exact;
    if (!here) goto done;
    if (here == pc && registers[CFI_RSP] == sp) recording = 1;
    if (recording) {
      if (!rules_find(key, &found)) rules_miss(key, &found, &thread->row, &thread->work);
      *next++ = (struct step){here, registers[CFI_RSP], registers[CFI_RBP], found.rule, found.frame, 0};
    }
    int left;
    if (find_row(thread, state.exact ? here : here - 1, &span)) {
      *approximate = 1;
      left = leave_by_rbp(&state);
    } else left = leave(&thread->row, &span, &state);
    if (left > 0) goto done;
    if (left < 0) break;
  }
  root = TM_PATH_CUT;
done:
  *end = next;
  return root;
}

int full_walk_to_caller(struct thread *thread, u64 function, u64 registers[CFI_REGISTERS]) {
  enum { NEAR = 16 };
  struct full_state state = {.exact = 0};
  memcpy(state.registers, registers, sizeof state.registers);
  for (u32 frames = 0; frames < NEAR; frames++) {
    struct cfi_span span;
    if (find_row(thread, state.registers[CFI_PC] - 1, &span)) return -1;
    u64 here = thread->row.function;
    if (leave(&thread->row, &span, &state)) return -1;
    if (here != function) continue;
    memcpy(registers, state.registers, sizeof state.registers);
    return 0;
  }
  return -1;
}
