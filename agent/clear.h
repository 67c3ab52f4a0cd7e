/* Blocks are cleared when they are allocated. A word that its owner never wrote would else keep what the block before held, and lead to a
 * block that nobody can reach.
 *
 * What libc gives is asked of glibc's own word in front of the block: the bytes of its chunk, and three bits below them. A block that libc has
 * mapped for itself alone is zero already. Vector stores need no alignment here, and no vector register outlives a call of malloc. */
#pragma once
#include "base.h"

/* Blocks of fewer bytes are cleared. 0: none, as long as nothing is recorded. */
extern HIDDEN u64 clear_below;

enum {
  CLEAR_BYTES = 4096, /* the largest blocks that are cleared if nothing else is asked for */
  CLEAR_MMAPPED = 2,  /* of glibc's word */
  CLEAR_FLAGS = 7,
};

/* How far a block may be used, by glibc's word in front of it. Not for one that was mapped. */
INLINE u64 clear_usable(const void *block) { return (((const u64 *)block)[-1] & ~(u64)CLEAR_FLAGS) - 8; }

/* A block that malloc has just given, all of it; returns it. What is behind the first 88 bytes is left to clear_rest, which takes the block in rax and
 * leaves it there. */
INLINE void *clear_block(void *block, u64 bytes) {
  if (UNLIKELY(bytes >= clear_below)) return block;
  __asm__ volatile(
      "pxor %%xmm0, %%xmm0\n\t"
      "movups %%xmm0, (%%rax)\n\t" /* the smallest chunk has 24 bytes */
      "movups %%xmm0, 8(%%rax)\n\t"
      "cmpq $0x30, -8(%%rax)\n\t"
      "jb 1f\n\t"
      "movups %%xmm0, 24(%%rax)\n\t"
      "cmpq $0x40, -8(%%rax)\n\t"
      "jb 1f\n\t"
      "movups %%xmm0, 40(%%rax)\n\t"
      "cmpq $0x50, -8(%%rax)\n\t"
      "jb 1f\n\t"
      "movups %%xmm0, 56(%%rax)\n\t"
      "cmpq $0x60, -8(%%rax)\n\t"
      "jb 1f\n\t"
      "movups %%xmm0, 72(%%rax)\n\t"
      "cmpq $0x70, -8(%%rax)\n\t"
      "jb 1f\n\t"
      "call clear_rest\n"
      "1:"
      : "+a"(block) /* and only there: else it is kept in a further register, too */
      :
      : "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "cc", "memory");
  return block;
}

/* What realloc has added to a block of which the first `kept` bytes could be used before. */
void clear_grown(void *block, u64 kept);

/* "all", "no", or a number: the size of the largest blocks that are cleared. NULL: as usual. */
void clear_start(const char *setting);
void clear_stop(void);
