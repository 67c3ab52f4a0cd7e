// Shows: blocks that are freed by a function of another family than allocated them; "often": one of them 5,000 times; "huge": one of 5 GiB; "killed": then the program
// ends itself by SIGKILL.
// Verdict: 1001 to 1009 bytes freed by the wrong function, each once (or 1009 so often), and nothing else.
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>
#include <unistd.h>

#pragma GCC diagnostic ignored "-Wmismatched-new-delete" // the point

struct alignas(64) Wide {
  char bytes[1024];
};

void malloc_by_delete() { ::operator delete(std::malloc(1001)); }
void malloc_by_delete_array() { ::operator delete[](std::calloc(1, 1002)); }
void new_by_free() { std::free(::operator new(1003)); }
void array_by_free() { std::free(::operator new[](1004)); }
void new_by_delete_array() { ::operator delete[](::operator new(1005)); }
void array_by_delete() { ::operator delete(::operator new[](1006), std::size_t{1006}); }
void new_by_realloc() { std::free(std::realloc(::operator new(1007), 1017)); }
void aligned_new_by_free() { std::free(new Wide); }
void new_by_free_again() { std::free(::operator new(1009)); }

void huge_new_by_free() { std::free(::operator new((5ul << 30) + 1010)); }

int main(int count, char **arguments) {
  if (count > 1 && !std::strcmp(arguments[1], "often")) {
    for (int i = 0; i < 5000; i++) new_by_free_again();
    return 0;
  }
  if (count > 1 && !std::strcmp(arguments[1], "huge")) {
    huge_new_by_free();
    return 0;
  }
  malloc_by_delete();
  malloc_by_delete_array();
  new_by_free();
  array_by_free();
  new_by_delete_array();
  array_by_delete();
  new_by_realloc();
  aligned_new_by_free();
  new_by_free_again();
  if (count > 1) kill(getpid(), SIGKILL);
  return 0;
}
