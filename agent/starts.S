/* Where threads begin: in front of the program's start routine, so that its stack can be looked at the moment it has returned.
 *
 * Each start routine has an entry of its own, so that the thread is given the argument that the program passed and nothing has to be kept for it
 * between pthread_create and the start. The argument is left nowhere on the stack: that would hold a block that the program let go. */
#include "starts.h"

	.altmacro
	.macro entry number
	.p2align STARTS_ENTRY_SHIFT
	endbr64
	movl $\number, %eax
	{disp32} jmp starts_run
	.endm

	.text
	.globl starts_entries, starts_run, starts_run_end
	.hidden starts_entries, starts_run, starts_run_end
	.type starts_entries, @function
	.p2align 6
starts_entries:
	.cfi_startproc
	.set at, 0
	.rept STARTS_ENTRIES
	entry %at
	.set at, at + 1
	.endr
	.cfi_endproc
	.size starts_entries, . - starts_entries

	/* eax: the entry's number; rdi: the argument. Here rsp is what the CFA is told by, since rbp would have to be compared in all walks. */
	.type starts_run, @function
	.p2align 6
starts_run:
	.cfi_startproc
	.cfi_personality 0x1b, ends_unwound
	pushq %rbx
	.cfi_adjust_cfa_offset 8
	.cfi_offset %rbx, -16
	movq %rsp, %rsi
	pushq %rdi
	.cfi_adjust_cfa_offset 8
	subq $8, %rsp
	.cfi_adjust_cfa_offset 8
	movl %eax, %edi
	call ends_begin
	addq $8, %rsp
	.cfi_adjust_cfa_offset -8
	popq %rdi
	.cfi_adjust_cfa_offset -8
	call *%rax /* the return address takes the argument's place */
	pushq %rax
	.cfi_adjust_cfa_offset 8
	movq ends_search_sp@gottpoff(%rip), %rcx
	movq %fs:(%rcx), %rcx
	testq %rcx, %rcx
	jz .Lsearched
	/* What is searched must not lie where the search keeps its own: the stack goes on below. */
	movq %rsp, %rbx
	.cfi_def_cfa_register %rbx
	movq %rcx, %rsp
	call ends_returned
	movq %rbx, %rsp
	.cfi_def_cfa_register %rsp
.Lsearched:
	popq %rax
	.cfi_adjust_cfa_offset -8
	popq %rbx
	.cfi_adjust_cfa_offset -8
	ret
	.cfi_endproc
starts_run_end:
	.size starts_run, . - starts_run
	.section .note.GNU-stack, "", @progbits
