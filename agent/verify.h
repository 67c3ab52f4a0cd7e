/* Comparing words of the stack with what they held before: code for each number of words, and nothing else in it. */
#pragma once
#define SEGMENT_WORDS 28     /* makes a segment 384 bytes: six cache lines, of which most looks touch three or four */
#define VERIFY_MOST_WORDS 128 /* of the remembered walk; more are not compared here */
#define WALK_FRAMES 8192     /* deeper walks are cut at their outer end */
#define WALK_WORDS (3 * WALK_FRAMES)

/* Where verify.S finds what it needs; thread.c compares them with the structures. */
#define SEGMENT_VERIFY 24
#define SEGMENT_DISTANCE 32
#define SEGMENT_VALUE 96
#define SEGMENT_JOIN_SP 320
#define SEGMENT_JOIN_RBP 336
#define SEGMENT_RBP 344
#define SEGMENT_JOIN 352
#define SEGMENT_CODE 360
#define FRAME_SP 0
#define FRAME_RBP 24
#define FRAME_VERIFY 48
#define THREAD_SERIAL 8
#define THREAD_ADDRESS_END (4096 + WALK_WORDS * 8)
#define THREAD_VALUE_END (THREAD_ADDRESS_END + 16 + WALK_WORDS * 8)
#define THREAD_INNERMOST (THREAD_VALUE_END + 16)

#ifndef __ASSEMBLER__
#include "base.h"

struct segment;
struct thread;

enum verify_order {
  VERIFY_TWOS,     /* two words at a time, reading all: for a stack that is known to be mapped from the first word to the last */
  VERIFY_IN_ORDER, /* one after another up to the first that differs, as a walk would read them */
};

/* Code that compares so many words of a segment and then, if it joins the remembered walk, whether that is as it was there, and its words. */
const void *verify_segment_code(u64 words, enum verify_order order, int joins);
/* Code that compares the last so many words of the remembered walk; what never holds, if they are too many. */
const void *verify_remembered_code(u64 words, enum verify_order order);
/* What never holds: for a frame that no segment has asked for since it was remembered. */
extern HIDDEN const u8 verify_never[];
/* What a segment begins with that depends on rbp, or joins where rbp counts: it compares that and goes on with the segment's code. */
const void *verify_beginning(int needs_rbp, int join_needs_rbp);

/* Whether the walk that the segment keeps holds for a stack pointer, which is the segment's. rbp has what it had in malloc's caller. */
INLINE int verify(const struct segment *segment, const struct thread *thread, u64 sp) {
  int equal;
  __asm__ volatile("call *%c[verify](%%rax)"
                   : "=@cce"(equal)
                   : [verify] "i"(SEGMENT_VERIFY), "a"(segment), "d"(sp), "S"(thread)
                   : "rcx", "r10", "memory"); /* and xmm0, xmm1, which no other code of the agent uses */
  return equal;
}
#endif
