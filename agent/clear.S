/* The stores of clear.h: sixteen bytes each, from both ends of what is to be cleared, so that no number of them has to be told exactly. */

	.text

	.globl clear_range
	.hidden clear_range
	.p2align 4
	.type clear_range, @function
clear_range:
	.cfi_startproc
	pxor	%xmm0, %xmm0
	jmp	clear_stores
	.cfi_endproc
	.size clear_range, .-clear_range

/* A chunk of 112 bytes or more, whose block is in rax, which stays there. xmm0 is zero. */
	.globl clear_rest
	.hidden clear_rest
	.p2align 4
	.type clear_rest, @function
clear_rest:
	.cfi_startproc
	movq	-8(%rax), %rsi
	andq	$-8, %rsi
	leaq	88(%rax), %rdi
	cmpq	$4096, %rsi
	leaq	-8(%rax, %rsi), %rsi
	ja	2f

/* From rdi to rsi, at least 16 bytes. xmm0 is zero. Changes no register but these and rcx. */
clear_stores:
	movups	%xmm0, (%rdi)
	movups	%xmm0, -16(%rsi)
	leaq	32(%rdi), %rcx
	cmpq	%rsi, %rcx
	jae	1f
	movups	%xmm0, 16(%rdi)
	movups	%xmm0, -32(%rsi)
	addq	$32, %rcx
	cmpq	%rsi, %rcx
	jae	1f
	movups	%xmm0, 32(%rdi)
	movups	%xmm0, 48(%rdi)
	movups	%xmm0, -64(%rsi)
	movups	%xmm0, -48(%rsi)
	leaq	-64(%rsi), %rdi
	cmpq	%rdi, %rcx
	jae	1f
0:	movups	%xmm0, (%rcx)
	movups	%xmm0, 16(%rcx)
	movups	%xmm0, 32(%rcx)
	movups	%xmm0, 48(%rcx)
	addq	$64, %rcx
	cmpq	%rdi, %rcx
	jb	0b
1:	ret

2:	pushq	%rax
	.cfi_adjust_cfa_offset 8
	movq	%rax, %rdi
	movl	$88, %esi
	call	clear_grown
	popq	%rax
	.cfi_adjust_cfa_offset -8
	ret
	.cfi_endproc
	.size clear_rest, .-clear_rest

	.section .note.GNU-stack, "", @progbits
