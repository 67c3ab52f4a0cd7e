// Shows: 1,100 threads one after the other, each with a start routine of its own and a block that only its stack holds. The agent has room for 1,024
// routines.
// Verdict: 459 bytes definitely lost 1,100 times; the stacks of the first threads held them, nobody knows of the last ones. All routines run.
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROUTINES = 1100, ROUTINE_BYTES = 16 };

/* Routine number i is 16 i bytes behind the first and passes i on. */
extern char routines[];
__asm__(".text\n"
        ".p2align 4\n"
        "routines:\n"
        ".set number, 0\n"
        ".rept 1100\n"
        ".p2align 4\n"
        "movl $number, %esi\n"
        "jmp run\n"
        ".set number, number + 1\n"
        ".endr\n");

__attribute__((used)) void *run(void *argument, int number) {
  void *volatile local = malloc(459);
  (void)local;
  return (intptr_t)argument == number ? argument : NULL;
}

int main(void) {
  int right = 0;
  for (intptr_t i = 0; i < ROUTINES; i++) {
    pthread_t thread;
    void *result;
    pthread_create(&thread, NULL, (void *(*)(void *))(uintptr_t)(routines + i * ROUTINE_BYTES), (void *)i);
    pthread_join(thread, &result);
    right += (intptr_t)result == i;
  }
  printf("%d of %d ran\n", right, ROUTINES);
  return 0;
}
