/* rdx: the end of the words' addresses; rsi: the end of what they held; all bits of xmm0 set. Returns with the zero flag set when they hold.
 * Changes rcx, xmm0 and xmm1. In their long forms the instructions for each word, or two, have the same size. */
#include "verify.h"

	.altmacro
	.macro one offset
	{disp32} movq \offset(%rdx), %rcx
	movq (%rcx), %rcx
	{disp32} cmpq \offset(%rsi), %rcx
	{disp32} jne verify_ordered_end
	.endm

	.macro two number, offset
.Lverify_two_\number:
	{disp32} movq \offset(%rdx), %rcx
	movq (%rcx), %xmm1
	{disp32} movq \offset + 8(%rdx), %rcx
	movhps (%rcx), %xmm1
	{disp32} pcmpeqd \offset(%rsi), %xmm1
	pand %xmm1, %xmm0
	.endm

	.macro odd offset, next
	{disp32} movq \offset(%rdx), %rcx
	movq (%rcx), %xmm0
	{disp32} movq \offset(%rsi), %xmm1
	pcmpeqd %xmm1, %xmm0
	{disp32} jmp .Lverify_two_\next
	.endm

	.macro begin name
	.globl \name, \name\()_end
	.hidden \name, \name\()_end
	.type \name, @function
	.p2align 6
\name:
	.cfi_startproc
	.set at, 0
	.endm

	.macro finish name
	.cfi_endproc
	.size \name, . - \name
	.endm

	.text
	begin verify_ordered
	.rept VERIFY_MOST_WORDS
	one %(8 * (at - VERIFY_MOST_WORDS))
	.set at, at + 1
	.endr
verify_ordered_end:
	ret
	finish verify_ordered

	begin verify_twos
	.rept VERIFY_MOST_WORDS / 2
	two %at, %(8 * (at - VERIFY_MOST_WORDS))
	.set at, at + 2
	.endr
.Lverify_two_end:
verify_twos_end:
	pmovmskb %xmm0, %ecx
	cmpl $0xffff, %ecx
	ret
	finish verify_twos

	/* An odd number begins with one word. */
	begin verify_odds
	.set at, 1
	.rept VERIFY_MOST_WORDS / 2 - 1
	odd %(8 * (at - VERIFY_MOST_WORDS)), %(at + 1)
	.set at, at + 2
	.endr
	odd -8, end
verify_odds_end:
	finish verify_odds

	begin verify_none
	cmpl %ecx, %ecx
verify_none_end:
	ret
	finish verify_none
	.section .note.GNU-stack, "", @progbits
