/* rdx: the end of the pairs. Returns with the zero flag set when they hold, and in rcx the word that was read last. Changes nothing else.
 * In their long forms the instructions for each pair have the same size. */
#include "verify.h"

	.text
	.globl verify_all, verify_end, verify_none
	.hidden verify_all, verify_end, verify_none
	.type verify_all, @function
	.type verify_none, @function
	.p2align 6
verify_all:
	.cfi_startproc
	.set offset, -16 * VERIFY_MOST_PAIRS
	.rept VERIFY_MOST_PAIRS
	{disp32} movq offset(%rdx), %rcx
	movq (%rcx), %rcx
	{disp32} cmpq offset + 8(%rdx), %rcx
	{disp32} jne verify_end
	.set offset, offset + 16
	.endr
verify_end:
	ret
	.cfi_endproc
	.size verify_all, . - verify_all
	.p2align 5
verify_none:
	.cfi_startproc
	cmpl %ecx, %ecx
	ret
	.cfi_endproc
	.size verify_none, . - verify_none
	.section .note.GNU-stack, "", @progbits
