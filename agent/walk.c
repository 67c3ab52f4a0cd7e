#include "walk.h"
#include "full_walk.h"
#include "kernel.h"
#include "rules.h"
#include "segment.h"

/* Walking only what changed.
 *
 * What a thread remembers of its last walk are its frames, outermost first, and the words that the walk read, as pairs (address,
 * value) in reading order. Frame i's state (pc, sp, and rbp if an outer frame computes its CFA from rbp before reloading it)
 * together with the pairs from frame[i].first on determines everything further out. So a new walk steps by the rules until it
 * stands in the state of a remembered frame, then only compares pairs. Compared in reading order and stopped at the first
 * difference, this touches no word that a real walk would not touch.
 *
 * Every decision that ends a walk is an input too: a walk that was cut because of what rbp held depends on rbp.
 *
 * Not remembered: walks with signal frames, walks by the full walker, and walks by frame pointers on stacks whose bounds may change. */

u32 walk_forgets;
const u64 walk_zero = 0;
u64 walk_function_frame[WALK_FUNCTIONS];
u64 walk_marks;

u64 walk_differing(const struct thread *thread, u64 at) {
  const u64 *address = thread->address, *value = thread->value;
  for (;; at += 4) {
    if (load64(address[at]) != value[at]) return at;
    if (load64(address[at + 1]) != value[at + 1]) return at + 1;
    if (load64(address[at + 2]) != value[at + 2]) return at + 2;
    if (load64(address[at + 3]) != value[at + 3]) return at + 3;
  }
}

static void set_innermost(struct thread *thread, struct frame *frame) {
  for (struct frame *gone = thread->innermost; gone > frame; gone--) gone->sp = 0;
  thread->innermost = frame;
}

void walk_forget(struct thread *thread) {
  set_innermost(thread, thread->frame);
  thread->forgotten = walk_forgets;
  thread->address[WALK_WORDS] = (u64)&walk_zero;
  thread->value[WALK_WORDS] = 1;
  thread->frame[0].first = WALK_WORDS;
  thread->frame[0].sp = ~0ull;
  thread->serial++;
  segment_forget_all(thread);
}

enum outcome { STEPPED, ENDED, CUT, AT_SIGNAL, NEEDS_FULL };

struct state {
  u64 pc, sp, rbp;
};

/* A load that may be of anything: generated code keeps what it likes in rbp. */
static int load_within(u64 address, const struct state *state, u64 end, u64 *word) {
  if (address < state->sp || address > end - 8 || address & 7) return -1;
  *word = load64(address);
  return 0;
}

static NOINLINE enum outcome step_by_rbp(union rule rule, struct state *state, u64 end) {
  u64 cfa = state->rbp + (u64)(s64)rule.cfa_offset, rbp = state->rbp, pc;
  if (rule.kind == RULE_NO_CFI && !rbp) return ENDED; /* psABI 3.4.1: rbp is 0 in the outermost frame */
  switch ((enum rule_kind)rule.kind) {
    case RULE_RBP: break;
    case RULE_NO_CFI: cfa = state->rbp + 16; break; /* push rbp; mov rbp, rsp */
    case RULE_RBP_WORD:
      if (load_within(cfa, state, end, &cfa)) return CUT;
      break;
    case RULE_END: case RULE_START: return ENDED;
    case RULE_SIGNAL: return AT_SIGNAL;
    default: return NEEDS_FULL;
  }
  if (cfa <= state->sp || cfa > end || cfa & 7) return CUT;
  if (rule.kind == RULE_NO_CFI && load_within(cfa - 16, state, end, &rbp)) return CUT;
  if (rule.kind != RULE_NO_CFI && rule.rbp == RBP_AT_CFA && load_within(cfa + (u64)(s64)rule.rbp_offset, state, end, &rbp)) return CUT;
  if (rule.kind != RULE_NO_CFI && rule.rbp == RBP_AT_RBP && load_within(rbp + (u64)(s64)rule.rbp_offset, state, end, &rbp)) return CUT;
  if (load_within(cfa - 8, state, end, &pc)) return CUT;
  *state = (struct state){pc, cfa, rbp};
  return STEPPED;
}

INLINE enum outcome step(union rule rule, struct state *state, u64 end) {
  if (UNLIKELY(rule.kind != RULE_RSP)) return step_by_rbp(rule, state, end);
  u64 cfa = state->sp + (u64)(s64)rule.cfa_offset;
  if (UNLIKELY(cfa > end)) return CUT;
  if (rule.rbp == RBP_AT_CFA) state->rbp = load64(cfa + (u64)(s64)rule.rbp_offset);
  state->pc = load64(cfa - 8);
  state->sp = cfa;
  return STEPPED;
}

/* Where a walk in progress stands. */
struct progress {
  struct state state;
  struct step *next;     /* where its next frame goes, in thread->step */
  u64 end;               /* of the stack */
  u64 exact;             /* RULES_EXACT in a frame that a signal interrupted */
  u32 root;
  u8 keep;               /* may be remembered */
  u8 end_needs_rbp;      /* what rbp held decided that it ended */
  u8 approximate;        /* it met code without unwind information */
  u8 zero_pc;            /* it ended at a return address of 0 */
  struct frame *joined;  /* remembered frame that it reached; NULL: none */
};

/* By frame pointers a walk can go astray, so it must know what is mapped just now. */
static void expect_anything(struct thread *thread, struct progress *walk) {
  walk->approximate = 1;
  if (thread_on_own_stack(thread, walk->state.sp)) return;
  walk->keep = 0;
  walk->end = thread_stack_end_now(thread, walk->state.sp);
}

/* 0 when the interrupted state could be read. */
static int enter_signal_frame(struct thread *thread, struct progress *walk) {
  u64 context = walk->state.sp;
  if (context & 7 || context + UCONTEXT_PC + 8 > walk->end) return -1;
  walk->state = (struct state){load64(context + UCONTEXT_PC), load64(context + UCONTEXT_SP), load64(context + UCONTEXT_RBP)};
  walk->exact = RULES_EXACT;
  walk->end = thread_stack_end(thread, walk->state.sp);
  walk->keep = 0;
  return 0;
}

/* The remembered frame in whose state the walk is, with its pairs verified; else moves *candidate outwards past what cannot match. */
static struct frame *try_to_join(struct thread *thread, const struct progress *walk, struct frame **candidate) {
  struct frame *frame = *candidate;
  while (frame->sp < walk->state.sp) frame--;
  *candidate = frame;
  if (frame->sp != walk->state.sp || frame->pc != walk->state.pc || walk->exact || !walk->keep) return NULL;
  if (frame->needs_rbp && frame->rbp != walk->state.rbp) return NULL;
  u64 changed = walk_differing(thread, frame->first);
  if (changed == WALK_WORDS) return frame;
  /* Frames from here inwards depend on the word that changed: go on by rules, and try again further out. */
  while (frame->sp != ~0ull && frame->first <= changed) frame--;
  *candidate = frame;
  return NULL;
}

static void cut(struct progress *walk, union rule rule) {
  walk->root = TM_PATH_CUT;
  walk->end_needs_rbp = rule.kind != RULE_RSP;
  if (rule.kind == RULE_RBP_WORD || rule.rbp != RBP_KEPT) walk->keep = 0; /* it may hang on words that are not remembered */
}

/* What was known of another stack may be out of date: 1 when it reaches further. */
static int stack_reaches_further(struct thread *thread, struct progress *walk) {
  if (thread_on_own_stack(thread, walk->state.sp)) return 0;
  u64 end = thread_stack_end_now(thread, walk->state.sp), before = walk->end;
  walk->end = end;
  return end > before;
}

/* 1 when the walk is over. */
static int end_walk(struct thread *thread, struct progress *walk, union rule rule, enum outcome outcome) {
  if (outcome == CUT && stack_reaches_further(thread, walk)) outcome = step(rule, &walk->state, walk->end);
  if (outcome == AT_SIGNAL && enter_signal_frame(thread, walk)) outcome = CUT;
  if (outcome == CUT) cut(walk, rule);
  if (outcome == ENDED && rule.kind == RULE_NO_CFI) walk->end_needs_rbp = 1;
  return outcome == CUT || outcome == ENDED || outcome == NEEDS_FULL;
}

/* Each allocation of a deeper recursion would else make thousands of nodes of its own, since each has another outermost frame. */
static void cut_deep(struct thread *thread, struct progress *walk) {
  walk->next = thread->step + FRAMES_OF_A_CUT;
  walk->root = TM_PATH_CUT;
  walk->keep = 0;
}

/* Steps outwards until the end or a remembered frame. NEEDS_FULL when the rules are not enough. */
static enum outcome advance(struct thread *thread, struct progress *walk) {
  struct frame *candidate = thread->innermost;
  const struct step *limit = thread->step + WALK_FRAMES;
  for (;;) {
    if ((walk->joined = try_to_join(thread, walk, &candidate))) return ENDED;
    if (!walk->state.pc) {
      walk->zero_pc = 1;
      return ENDED;
    }
    if (walk->next == limit) {
      cut_deep(thread, walk);
      return ENDED;
    }
    u64 key = walk->state.pc | walk->exact;
    struct rule_found found;
    if (UNLIKELY(!rules_find(key, &found))) rules_miss(key, &found, &thread->row, &thread->work);
    union rule rule = {.word = found.rule};
    struct step *next = walk->next++;
    next->pc = walk->state.pc;
    next->sp = walk->state.sp;
    next->rbp = walk->state.rbp;
    next->rule = found.rule;
    next->frame = found.frame;
    walk->exact = 0;
    if (UNLIKELY(rule.kind == RULE_NO_CFI)) expect_anything(thread, walk);
    enum outcome outcome = step(rule, &walk->state, walk->end);
    if (UNLIKELY(outcome != STEPPED || rule.kind == RULE_NO_CFI) && end_walk(thread, walk, rule, outcome)) return outcome;
  }
}

/* Hashes the path from its outer end inwards, and fetches what will be looked at: first the places in the table, then the nodes. */
static void hash_steps(struct thread *thread, const struct progress *walk, u64 hash) {
  for (struct step *at = walk->next; at-- > thread->step;) {
    at->hash = hash = paths_hash(hash, at->frame);
    paths_prefetch_slot(hash);
  }
  for (struct step *at = walk->next; at-- > thread->step;) paths_prefetch_node(at->hash);
}

/* Notes that the walk read a word: it comes before the others. */
INLINE void remember_word(struct thread *thread, u64 *first, u64 address, u64 value) {
  --*first;
  thread->address[*first] = address;
  thread->value[*first] = value;
}

/* Appends the new frames to the remembered walk, outermost first, with the words that stepping from each of them read. */
static struct frame *remember(struct thread *thread, struct progress *walk) {
  const struct frame *joined = walk->joined;
  struct frame *frame = &thread->frame[joined ? joined - thread->frame : 0];
  u64 first = joined ? joined->first : WALK_WORDS;
  u32 node = joined ? joined->node : walk->root;
  u32 rbp_lives = joined ? joined->needs_rbp : 0;
  struct state outer = joined ? (struct state){joined->pc, joined->sp, joined->rbp}
                              : (struct state){0, walk->zero_pc ? walk->state.sp : 0, 0};
  for (struct step *at = walk->next; at-- > thread->step;) {
    union rule rule = {.word = at->rule};
    u32 needs_rbp = walk->end_needs_rbp;
    node = paths_child(node, at->frame, at->hash);
    if (LIKELY(rule.kind == RULE_RSP && !rbp_lives && outer.sp)) {
      remember_word(thread, &first, outer.sp - 8, outer.pc);
      needs_rbp = 0;
    } else if (outer.sp) {
      u64 reads_rbp = rule.kind == RULE_NO_CFI || rule.rbp == RBP_AT_CFA;
      s64 rbp_offset = rule.kind == RULE_NO_CFI ? -16 : rule.rbp_offset;
      if (rbp_lives && reads_rbp) remember_word(thread, &first, outer.sp + (u64)rbp_offset, outer.rbp);
      else if (rbp_lives && rule.rbp == RBP_AT_RBP) remember_word(thread, &first, at->rbp + (u64)rbp_offset, outer.rbp);
      remember_word(thread, &first, outer.sp - 8, outer.pc);
      if (rule.kind == RULE_RBP_WORD) remember_word(thread, &first, at->rbp + (u64)(s64)rule.cfa_offset, outer.sp);
      needs_rbp = rule.kind != RULE_RSP || (rbp_lives && !reads_rbp);
    }
    outer = (struct state){at->pc, at->sp, at->rbp};
    rbp_lives = needs_rbp;
    *++frame = (struct frame){at->sp, node, rbp_lives, at->pc, rbp_lives ? at->rbp : 0, at->hash, first, verify_never};
  }
  set_innermost(thread, frame);
  return frame;
}

static void count(const struct progress *walk) {
  if (!walk->joined && walk->root == TM_PATH_CUT) ledger_count(&ledger.header->walks_cut);
  if (walk->approximate) ledger_count(&ledger.header->walks_approximate);
}

/* The path's last step: the allocation function itself. */
static u32 with_function(u32 node, u64 hash, enum walk_function function) {
  u64 frame = walk_function_frame[function];
  return paths_child(node, frame, paths_hash(hash, frame));
}

static NOINLINE u32 make_walk(struct thread *thread, enum walk_function function, u64 pc, const struct segment_search *search) {
  struct progress walk = {.state = {pc, search->sp, search->rbp}, .next = thread->step, .end = thread_stack_end(thread, search->sp),
                          .root = TM_PATH_COMPLETE, .keep = 1};
  thread->serial++;
  if (UNLIKELY(advance(thread, &walk) == NEEDS_FULL)) {
    walk.root = full_walk(thread, pc, search->sp, &walk.next, &walk.approximate);
    walk.keep = 0;
  }
  count(&walk);
  hash_steps(thread, &walk, walk.joined ? walk.joined->hash : paths_root_hash(walk.root));
  u64 room = WALK_FRAMES - (walk.joined ? (u64)(walk.joined - thread->frame) : 0);
  if (UNLIKELY(!walk.keep || (u64)(walk.next - thread->step) >= room || walk.next == thread->step)) {
    u32 node = walk.joined ? walk.joined->node : walk.root;
    u64 path_hash = walk.joined ? walk.joined->hash : paths_root_hash(walk.root);
    for (struct step *at = walk.next; at-- > thread->step; path_hash = at->hash) node = paths_child(node, at->frame, at->hash);
    if (!walk.joined) set_innermost(thread, thread->frame);
    return with_function(node, path_hash, function);
  }
  struct frame *inner = remember(thread, &walk);
  u32 node = with_function(inner->node, inner->hash, function);
  segment_remember(thread, walk.joined, search, walk_path(function, node));
  return node;
}

u64 walk(struct thread *thread, enum walk_function function, u64 pc, u64 sp, u64 rbp) {
  enum { LOOKS = 4 };
  u64 key = segment_key(function, pc);
  struct segment_search search = {key, sp, rbp, segment_hash(thread, key, sp)};
  u32 serial = thread->serial;
  SIGNAL_FENCE();
  for (u32 look = 0; look < LOOKS; look++) {
    u64 before = search.hash, path = segment_look(thread, &search);
    SIGNAL_FENCE();
    if (path && thread->serial == serial) return path;
    if (search.hash == before) break;
  }
  u64 state = thread_enter(thread);
  if (UNLIKELY(thread->forgotten != walk_forgets)) {
    walk_forget(thread);
    search.hash = segment_hash(thread, key, sp);
  }
  u32 node = make_walk(thread, function, pc, &search);
  thread_leave(thread, state);
  return walk_path(function, node);
}
