// Shows: calls through code that no unwind information describes, in the program and made at run time, among others: each argument is a call.
// Verdict: all blocks definitely lost; the paths through such code are approximate from there on, and no others, in whatever order they come.
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* pushq %rbp; movq %rsp, %rbp; call *%rdi; popq %rbp; ret */
void undescribed(void (*)(void));
__asm__(".text; .type undescribed, @function; undescribed: pushq %rbp; movq %rsp, %rbp; call *%rdi; popq %rbp; ret; .size undescribed, .-undescribed");
static const unsigned char code[] = {0x55, 0x48, 0x89, 0xe5, 0xff, 0xd7, 0x5d, 0xc3};

static void leak(size_t bytes) {
  void *volatile block = malloc(bytes);
  (void)block;
}

static void plain(void) { leak(681); }
static void in_module(void) { leak(682); }
static void in_generated(void) { leak(683); }
static void behind(void) { leak(684); }

static void call(const char *way, void (*generated)(void (*)(void))) {
  if (!strcmp(way, "plain")) plain();
  if (!strcmp(way, "module")) undescribed(in_module);
  if (!strcmp(way, "generated")) generated(in_generated);
  if (!strcmp(way, "behind")) behind();
}

int main(int count, char **arguments) {
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memcpy(page, code, sizeof code);
  for (int i = 1; i < count; i++) call(arguments[i], (void (*)(void (*)(void)))page);
  return 0;
}
