/* The system calls that the agent makes, as raw calls: errno is untouched, nothing can be interposed, no cancellation point. */
#pragma once
#include "base.h"

/* Each returns what the kernel returns: a negative value is -errno. */
long kernel_call(long number, long a, long b, long c, long d, long e, long f);

/* Zeroed private memory that stays with the process. NULL when there is none. Registered in the ledger as the agent's own,
 * so that it is never taken for a root. */
void *kernel_anonymous(u64 bytes);
/* 0 on success: kernels before 4.14 cannot. */
int kernel_wipe_on_fork(void *start, u64 bytes);
/* 0 on success: not of locked memory. */
int kernel_empty_pages(void *start, u64 bytes);
void kernel_forget_pages(void *start, u64 bytes);

/* Copies from this process's own memory without ever faulting; 0 on success. */
int kernel_read_safely(u64 address, void *into, u64 bytes);

int kernel_pid(void);
int kernel_tid(void);
