#include "segment.h"

enum { USED_WORDS = (1 << SEGMENTS_BITS) / 64 };

static void note_used(u64 *used, u64 number) { used[number / 64] |= 1ull << number % 64; }

void segment_forget_all(struct thread *thread) {
  for (u32 word = 0; word < USED_WORDS; word++) {
    for (u64 used = thread->segments_used[word]; used; used &= used - 1) thread->segments[word * 64 + (u32)__builtin_ctzll(used)].sp = 0;
    thread->segments_used[word] = 0;
  }
}

void segment_forget_selectors(struct thread *thread) {
  for (u32 word = 0; word < USED_WORDS; word++) {
    for (u64 used = thread->selectors_used[word]; used; used &= used - 1) thread->selectors[word * 64 + (u32)__builtin_ctzll(used)] = 0;
    thread->selectors_used[word] = 0;
  }
}

/* Copies the words that the innermost frame depends on and `outer` (NULL: nothing) does not; 0 if the segment has no room for them. */
static int copy_words(const struct thread *thread, const struct frame *outer, struct segment *segment) {
  u64 first = thread->innermost->first, words = (outer ? outer->first : WALK_WORDS) - first, misfit = 0;
  if (words > SEGMENT_WORDS) return 0;
  segment->words = (u8)words;
  for (u64 to = words; to-- > 0; first++) {
    u64 distance = thread->address[first] - segment->sp;
    segment->distance[to] = (u16)(distance / 8);
    segment->value[to] = thread->value[first];
    misfit |= distance;
  }
  return !(misfit >> 19 || misfit & 7);
}

/* The frame that a segment joins, whose words it leaves out; NULL: it keeps all. */
static struct frame *fill(struct segment *segment, const struct thread *thread, struct frame *joined) {
  if (copy_words(thread, NULL, segment)) return NULL;
  if (joined && copy_words(thread, joined, segment)) return joined;
  segment->words = 0;
  return thread->innermost;
}

static void prepare_join(struct frame *join, enum verify_order order) {
  join->verify = verify_remembered_code(WALK_WORDS - join->first, order);
}

static void remember_join(struct segment *segment, struct frame *join, enum verify_order order) {
  segment->join_sp = join->sp;
  segment->join_node = join->node;
  segment->join_needs_rbp = join->needs_rbp;
  segment->join_rbp = join->rbp;
  prepare_join(join, order);
}

void segment_remember(struct thread *thread, struct frame *joined, const struct segment_search *search, u64 path) {
  struct segment *segment = segment_at(thread, search->hash);
  note_used(thread->segments_used, (u64)(segment - thread->segments));
  enum verify_order order = thread_on_own_stack(thread, search->sp) ? VERIFY_TWOS : VERIFY_IN_ORDER;
  segment->key = search->key;
  segment->sp = search->sp;
  segment->rbp = search->rbp;
  segment->path = path;
  segment->needs_rbp = (u8)thread->innermost->needs_rbp;
  segment->in_order = order == VERIFY_IN_ORDER;
  segment->split = SEGMENT_WORDS;
  struct frame *join = segment->join = fill(segment, thread, joined);
  segment->code = verify_segment_code(segment->words, order, join != NULL);
  if (join) remember_join(segment, join, order);
  int join_needs_rbp = join && join->needs_rbp;
  segment->verify = segment->needs_rbp || join_needs_rbp ? verify_beginning(segment->needs_rbp, join_needs_rbp) : segment->code;
}

static u64 word_address(const struct segment *segment, u64 at) { return segment->sp + 8ull * segment->distance[at]; }

static int word_holds(const struct segment *segment, u64 at) { return load64(word_address(segment, at)) == segment->value[at]; }

/* The innermost word of a segment that does not hold, or SEGMENT_WORDS. */
static u64 differing_word(const struct segment *segment) {
  for (u64 at = segment->words; at-- > 0;)
    if (!word_holds(segment, at)) return at;
  return SEGMENT_WORDS;
}

static int may_join(const struct segment *segment) {
  const struct frame *join = segment->join;
  return join->node == segment->join_node && join->sp == segment->join_sp && join->rbp == segment->join_rbp;
}

/* The first split of a place selects: what was remembered there before is made anew. */
static void note_split(struct thread *thread, struct segment *segment, u64 at) {
  u64 place, *selector = segment_selector(thread, segment->key, segment->sp, &place);
  if (*selector) {
    segment->split = (u8)at;
    return;
  }
  *selector = word_address(segment, at) - thread->thread_pointer;
  note_used(thread->selectors_used, (u64)(selector - thread->selectors));
}

/* The path of a segment that joins the remembered walk, though it has not said so: the frame was remembered anew, or its words are many. */
static u64 look_at_join(struct thread *thread, struct segment *segment, u64 *hash) {
  if (!may_join(segment)) return 0;
  u64 at = walk_differing(thread, segment->join->first);
  if (at == WALK_WORDS) {
    prepare_join(segment->join, segment->in_order ? VERIFY_IN_ORDER : VERIFY_TWOS);
    return segment->path;
  }
  *hash = segment_mix(*hash, load64(thread->address[at]));
  return 0;
}

/* If a segment does not hold, another may: the hash is changed by a word that differs. That is the same word for all walks that differ in it, so
 * that one look is enough to go on. */
u64 segment_look(struct thread *thread, struct segment_search *search) {
  struct segment *segment = segment_at(thread, search->hash);
  if (segment->key != search->key || segment->sp != search->sp) return 0;
  if (segment->needs_rbp && segment->rbp != search->rbp) {
    search->hash = segment_mix(search->hash, search->rbp);
    return 0;
  }
  u64 at = segment->split;
  if (at == SEGMENT_WORDS || word_holds(segment, at)) {
    if (verify(segment, thread, search->sp)) return segment->path;
    at = differing_word(segment);
  }
  if (at == SEGMENT_WORDS) return segment->join ? look_at_join(thread, segment, &search->hash) : 0;
  if (segment->split == SEGMENT_WORDS && !segment->in_order) note_split(thread, segment, at);
  search->hash = segment_mix(search->hash, load64(word_address(segment, at)));
  return 0;
}
