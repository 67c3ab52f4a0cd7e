// Shows: an object that is held by a pointer to its second base, in a program with 40 MB of constants beside the tables
// by which such objects are known. Meant to be linked to a fixed address, as interpreters are.
// Verdict: 128 bytes still reachable by the heuristic for multiple inheritance.
#include <cstdio>

__asm__(".pushsection .rodata\n.globl constants\nconstants:\n.fill 5242880, 8, 0x1234567\n.popsection\n");
extern "C" const char constants[];

struct First {
  virtual ~First() {}
  int first = 1;
};
struct Second {
  virtual ~Second() {}
  int second = 2;
};
struct Both : First, Second {
  char filling[98];
};

Second *held;

int main(int count, char **) {
  held = new Both;
  std::printf("%d %d\n", held->second, constants[count * 1000]);
  return 0;
}
