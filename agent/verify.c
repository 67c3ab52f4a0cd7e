#include "verify.h"

/* Tables of verify.S: for each number of words how far behind the table its code is. */
typedef const s32 code_table[];
extern HIDDEN code_table verify_whole_twos, verify_whole_in_order, verify_joining_twos, verify_joining_in_order, verify_remembered_twos,
    verify_remembered_in_order;
extern HIDDEN const u8 verify_rbp[], verify_join_rbp[], verify_both_rbp[];

static const void *code(const s32 *table, u64 words) { return (const u8 *)table + table[words]; }

const void *verify_segment_code(u64 words, enum verify_order order, int joins) {
  if (order == VERIFY_TWOS) return code(joins ? verify_joining_twos : verify_whole_twos, words);
  return code(joins ? verify_joining_in_order : verify_whole_in_order, words);
}

const void *verify_remembered_code(u64 words, enum verify_order order) {
  if (words > VERIFY_MOST_WORDS) return verify_never;
  return code(order == VERIFY_TWOS ? verify_remembered_twos : verify_remembered_in_order, words);
}

const void *verify_beginning(int needs_rbp, int join_needs_rbp) {
  if (needs_rbp && join_needs_rbp) return verify_both_rbp;
  return needs_rbp ? verify_rbp : verify_join_rbp;
}
