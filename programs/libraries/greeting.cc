// Shows: what libstdc++ keeps for itself (its memory for exceptions) and what it keeps for the program. "locale" sets a global locale, "file" forgets a file.
// Verdict: Memcheck's, which has libstdc++ free its own (__gnu_cxx::__freeres).
#include <cstring>
#include <fstream>
#include <iostream>
#include <locale>

int main(int argc, char **argv) {
  std::cout << "hello" << std::endl;
  if (argc > 1 && !std::strcmp(argv[1], "locale"))
    std::locale::global(std::locale("C.UTF-8"));
  if (argc > 1 && !std::strcmp(argv[1], "file"))
    new std::ofstream("/dev/null");
  try {
    throw argc;
  } catch (int) {
  }
  return 0;
}
