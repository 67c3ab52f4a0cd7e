/* rax: a segment; rdx: its stack pointer; rsi: the thread. Returns with the zero flag set when all holds. Changes rcx, r10, xmm0 and xmm1.
 *
 * Words are compared from the innermost outwards: in a segment from its last one down to its first, in the remembered walk up to its last one.
 * Where the order does not matter, two at a time: xmm0 gathers what is equal and is looked at once, at the end. The first two begin it. */
#include "verify.h"

	.altmacro

	/* ---- Operands: word `at` of a segment; the remembered walk's word that is `at` before its end ---- */

	.macro load_segment instruction, at, register
	movzwl SEGMENT_DISTANCE + 2 * (\at)(%rax), %ecx
	\instruction (%rdx, %rcx, 8), %\register
	.endm

	.macro against_segment instruction, at, register
	\instruction SEGMENT_VALUE + 8 * (\at)(%rax), %\register
	.endm

	.macro load_remembered instruction, at, register
	movq THREAD_ADDRESS_END - 8 * (\at)(%rsi), %rcx
	\instruction (%rcx), %\register
	.endm

	.macro against_remembered instruction, at, register
	\instruction THREAD_VALUE_END - 8 * (\at)(%rsi), %\register
	.endm

	.macro one where, at
	load_\where movq, \at, rcx
	against_\where cmpq, \at, rcx
	jne verify_differs
	.endm

	/* `first` has the lower address. */
	.macro two where, first, second, register
	load_\where movq, \first, \register
	load_\where movhps, \second, \register
	against_\where pcmpeqd, \first, \register
	.endm

	/* ---- Where the code for each number of words begins ---- */

	.macro label name, words
.L\name\()_\words:
	.endm

	.macro offset name, words
	.long .L\name\()_\words - verify_\name
	.endm

	.macro table name, most
	.section .rodata
	.p2align 2
	.globl verify_\name
	.hidden verify_\name
	.type verify_\name, @object
verify_\name:
	.set at, 0
	.rept \most + 1
	offset \name, %at
	.set at, at + 1
	.endr
	.size verify_\name, . - verify_\name
	.text
	.endm

	.macro begin name
	.globl \name
	.hidden \name
	.type \name, @function
	.p2align 5
\name:
	.cfi_startproc
	.endm

	.macro finish name
	.cfi_endproc
	.size \name, . - \name
	.endm

	.text

	/* ---- A segment's words ---- */

	.macro begin_even name, words
	label \name, \words
	two segment, %(\words - 2), %(\words - 1), xmm0
	jmp_rest \name, %(\words - 2)
	.endm

	/* An odd number falls into the even one below. */
	.macro begin_odd name, words
	label \name, \words
	one segment, %(\words - 1)
	begin_even \name, %(\words - 1)
	.endm

	.macro jmp_rest name, words
	jmp .L\name\()_rest_\words
	.endm

	.macro label_rest name, words
.L\name\()_rest_\words:
	.endm

	.macro rest_of_words name
	.set at, SEGMENT_WORDS - 2
	.rept (SEGMENT_WORDS - 2) / 2
	label_rest \name, %at
	two segment, %(at - 2), %(at - 1), xmm1
	pand %xmm1, %xmm0
	.set at, at - 2
	.endr
	label_rest \name, 0
	.endm

	.macro beginnings name
	begin_even \name, %(SEGMENT_WORDS)
	.set number, SEGMENT_WORDS - 1
	.rept (SEGMENT_WORDS - 2) / 2
	begin_odd \name, %number
	.set number, number - 2
	.endr
	.endm

	.macro words_in_order name
	.set at, SEGMENT_WORDS
	.rept SEGMENT_WORDS
	label \name, %at
	one segment, %(at - 1)
	.set at, at - 1
	.endr
	label \name, 0
	.endm

	begin verify_whole_twos_code
	beginnings whole_twos
	rest_of_words whole_twos
	pmovmskb %xmm0, %ecx
	cmpl $0xffff, %ecx
	ret
	label whole_twos, 1
	one segment, 0
	ret
	label whole_twos, 0
	cmpl %ecx, %ecx
	ret
	finish verify_whole_twos_code
	table whole_twos, SEGMENT_WORDS

	begin verify_whole_in_order_code
	words_in_order whole_in_order
	cmpl %ecx, %ecx
	ret
	finish verify_whole_in_order_code
	table whole_in_order, SEGMENT_WORDS

	/* The frame where a segment joins is the same as long as it has the same stack pointer and node: one that is no longer part of the
	 * remembered walk has none. r10: what tells whether a signal handler has changed that walk meanwhile. */
	.macro load_frame register
	movl THREAD_SERIAL(%rsi), %r10d
	movq SEGMENT_JOIN(%rax), %rcx
	movdqa FRAME_SP(%rcx), %\register
	pcmpeqd SEGMENT_JOIN_SP(%rax), %\register
	.endm

	begin verify_joining_twos_code
	beginnings joining_twos
	rest_of_words joining_twos
.Ljoining_twos_join:
	load_frame xmm1
	pand %xmm1, %xmm0
	jmp *FRAME_VERIFY(%rcx)
	label joining_twos, 1
	one segment, 0
	label joining_twos, 0
	pcmpeqd %xmm0, %xmm0
	jmp .Ljoining_twos_join
	finish verify_joining_twos_code
	table joining_twos, SEGMENT_WORDS

	begin verify_joining_in_order_code
	words_in_order joining_in_order
	load_frame xmm0
	pmovmskb %xmm0, %ecx
	cmpl $0xffff, %ecx
	jne verify_differs
	movq SEGMENT_JOIN(%rax), %rcx
	jmp *FRAME_VERIFY(%rcx)
	finish verify_joining_in_order_code
	table joining_in_order, SEGMENT_WORDS

	/* ---- What rbp held at the allocation, and at the frame where the segment joins ---- */

	.macro compare_rbp
	cmpq SEGMENT_RBP(%rax), %rbp
	jne verify_differs
	.endm

	.macro compare_join_rbp
	movq SEGMENT_JOIN(%rax), %rcx
	movq FRAME_RBP(%rcx), %rcx
	cmpq SEGMENT_JOIN_RBP(%rax), %rcx
	jne verify_differs
	.endm

	begin verify_rbp
	compare_rbp
	jmp *SEGMENT_CODE(%rax)
	finish verify_rbp

	begin verify_join_rbp
	compare_join_rbp
	jmp *SEGMENT_CODE(%rax)
	finish verify_join_rbp

	begin verify_both_rbp
	compare_rbp
	compare_join_rbp
	jmp *SEGMENT_CODE(%rax)
	finish verify_both_rbp

	/* ---- The remembered walk's last words; xmm0 has what the segment's gave ---- */

	.macro odd_number name, words
	label \name, \words
	one remembered, \words
	jmp_even \name, %(\words - 1)
	.endm

	.macro jmp_even name, words
	jmp .L\name\()_\words
	.endm

	begin verify_remembered_twos_code
	.set at, VERIFY_MOST_WORDS - 1
	.rept VERIFY_MOST_WORDS / 2
	odd_number remembered_twos, %at
	.set at, at - 2
	.endr
	.set at, VERIFY_MOST_WORDS
	.rept VERIFY_MOST_WORDS / 2
	label remembered_twos, %at
	two remembered, %at, %(at - 1), xmm1
	pand %xmm1, %xmm0
	.set at, at - 2
	.endr
	label remembered_twos, 0
	pmovmskb %xmm0, %ecx
	cmpl $0xffff, %ecx
	jne verify_differs
	cmpl THREAD_SERIAL(%rsi), %r10d
	ret
	finish verify_remembered_twos_code
	table remembered_twos, VERIFY_MOST_WORDS

	begin verify_remembered_in_order_code
	.set at, VERIFY_MOST_WORDS
	.rept VERIFY_MOST_WORDS
	label remembered_in_order, %at
	one remembered, %at
	.set at, at - 1
	.endr
	label remembered_in_order, 0
	pmovmskb %xmm0, %ecx
	cmpl $0xffff, %ecx
	jne verify_differs
	cmpl THREAD_SERIAL(%rsi), %r10d
	ret
	finish verify_remembered_in_order_code
	table remembered_in_order, VERIFY_MOST_WORDS

	begin verify_differs
	ret
	finish verify_differs

	/* A frame whose words are too many. */
	begin verify_never
	testq %rsp, %rsp
	ret
	finish verify_never
	.section .note.GNU-stack, "", @progbits
