/* Comparing words of the stack with what they held before: code for each number of words, and nothing else in it. */
#pragma once
#define VERIFY_MOST_WORDS 128

#ifndef __ASSEMBLER__
#include "base.h"

/* Code that compares the last so many words of an array. In order: one after another up to the first that differs, as a walk would read
 * them. Else two at a time, reading all: for a stack that is known to be mapped from the first word to the last. */
const void *verify_code(u64 words, int in_order);

/* Runs such code, which *code points to: whether all words hold. The ends: of the words' addresses and of what they held, 16-byte aligned. */
INLINE int verify(const void *const *code, const u64 *address_end, const u64 *value_end) {
  int equal;
  __asm__ volatile("pcmpeqd %%xmm0, %%xmm0\n\tcall *%[code]"
                   : "=@cce"(equal)
                   : [code] "m"(*code), "d"(address_end), "S"(value_end)
                   : "rcx", "memory"); /* and xmm0, xmm1, which no other code of the agent uses */
  return equal;
}
#endif
