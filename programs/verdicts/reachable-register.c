// Shows: a block held by nothing but a register of a thread that waits for ever.
// Verdict: 145 bytes still reachable. The last copy on the stack is overwritten before main goes on.
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>

volatile int ready;

void *hold(void *unused) {
  // The block goes to r12; what malloc left in scratch registers is cleared before main is let go.
  __asm__ volatile("mov %0, %%r12\n"
                   "xor %%eax, %%eax\n xor %%ecx, %%ecx\n xor %%edx, %%edx\n xor %%esi, %%esi\n xor %%edi, %%edi\n"
                   "xor %%ebx, %%ebx\n xor %%ebp, %%ebp\n"
                   "movl $1, ready(%%rip)\n"
                   "0: mov %1, %%eax\n syscall\n jmp 0b\n"
                   :
                   : "r"(malloc(145)), "i"(SYS_pause)
                   : "memory");
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, hold, NULL);
  while (!ready) sched_yield();
  return 0;
}
