/* Comparing words of the stack with what they held before: code for each number of pairs, four instructions a pair and no other. */
#pragma once
#define VERIFY_MOST_PAIRS 128

#ifndef __ASSEMBLER__
#include "base.h"

/* A word that a walk read, and what it held. */
struct pair {
  u64 address, value;
};

extern HIDDEN const u8 verify_all[], verify_end[], verify_none[];

/* Code that compares the last so many pairs of an array, first to last, up to the first that does not hold. */
INLINE const void *verify_last(u64 pairs) {
  return pairs ? verify_end - (u64)(verify_end - verify_all) / VERIFY_MOST_PAIRS * pairs : verify_none;
}

/* Runs such code, which *code points to: whether all hold. The word that was read last goes to *seen. */
INLINE int verify(const void *const *code, const struct pair *end, u64 *seen) {
  int equal;
  __asm__ volatile("call *%[code]" : "=@cce"(equal), "=c"(*seen) : [code] "m"(*code), "d"(end) : "memory");
  return equal;
}
#endif
