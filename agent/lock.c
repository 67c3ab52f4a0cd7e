#define _GNU_SOURCE
#include "lock.h"
#include <linux/futex.h>
#include <sys/syscall.h>
#include "kernel.h"

struct lock agent_lock;

/* The futex mutex of Drepper, "Futexes are tricky", mutex 2. */
void lock_acquire(struct lock *lock) {
  u32 seen = 0;
  if (__atomic_compare_exchange_n(&lock->word, &seen, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return;
  while (__atomic_exchange_n(&lock->word, 2, __ATOMIC_ACQUIRE) != 0)
    kernel_call(SYS_futex, (long)&lock->word, FUTEX_WAIT_PRIVATE, 2, 0, 0, 0);
}

void lock_release(struct lock *lock) {
  if (__atomic_exchange_n(&lock->word, 0, __ATOMIC_RELEASE) == 2)
    kernel_call(SYS_futex, (long)&lock->word, FUTEX_WAKE_PRIVATE, 1, 0, 0, 0);
}
