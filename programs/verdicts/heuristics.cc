// Shows: the interior pointers that compilers and libraries make: a std::string's text, an array with a
// cookie, a second base class, an area behind its length.
// Verdict: still reachable, by Memcheck's four heuristics; without them possibly lost.
#include <cstdint>
#include <cstdlib>
#include <string>

struct Element { ~Element() {} char bytes[10]; };
struct First { virtual ~First() {} long first = 1; };
struct Second { virtual ~Second() {} long second = 2; };
struct Both : First, Second { long filling[10]; };

// Layout of the string before C++11: length, capacity, reference count, text.
char *old_string;
Element *array;
Second *second_base;
char *behind_length;

void keep_string() {
  size_t *block = static_cast<size_t *>(malloc(24 + 117 + 1));
  block[0] = 117;
  block[1] = 117;
  block[2] = 0;
  old_string = reinterpret_cast<char *>(block + 3);
}

void keep_array() { array = new Element[15]; }

void keep_second_base() { second_base = new Both; }

void keep_behind_length() {
  uint64_t *block = static_cast<uint64_t *>(malloc(8 + 135));
  block[0] = 135;
  behind_length = reinterpret_cast<char *>(block + 1);
}

int main() {
  keep_string();
  keep_array();
  keep_second_base();
  keep_behind_length();
}
