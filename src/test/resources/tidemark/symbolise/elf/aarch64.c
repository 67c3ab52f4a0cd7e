// Compiled with Debian 12's aarch64-linux-gnu-gcc 12.2:
//   aarch64-linux-gnu-gcc -O1 -g -shared -fPIC -nostdlib -Wl,--build-id -Wl,-z,max-page-size=4096 -o aarch64.so aarch64.c
// and aarch64-stripped.so from it with aarch64-linux-gnu-strip.
static int __attribute__((noinline)) inner(int x) { return x * 3; }
int outer(int x) { return inner(x) + 1; }
long chosen(long x) { return x + 2; }
static void *choose(void) { return (void *)chosen; }
long indirect(long) __attribute__((ifunc("choose")));
int weak_name(int x) __attribute__((weak, alias("outer")));
__asm__(".text\n.globl unsized\nunsized:\n.cfi_startproc\n nop\n nop\n ret\n.cfi_endproc\n.word 0x12345678\n");
