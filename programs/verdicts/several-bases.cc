// Shows: objects with several base classes that are pointed at as one of the further ones, and blocks that only look like it.
// Verdict: reachable by Memcheck's heuristic for multiple inheritance; what only looks like it is possibly lost.
#include <cstdlib>

struct First { virtual ~First() {} virtual void run() {} long first = 1; };
struct Second { virtual ~Second() {} virtual void run() {} long second = 2; };
struct Third { virtual ~Third() {} long third = 3; };
struct Both : First, Second { long filling[14]; };
struct Three : First, Second, Third { long filling[15]; };
struct Virtual : virtual First, virtual Second { long filling[17]; };
// One function a table is too few.
struct Lean1 { virtual void run() {} long one = 1; };
struct Lean2 { virtual void run() {} long two = 2; };
struct Lean : Lean1, Lean2 { long filling[18]; };

Second *second;
Third *third;
Second *second_of_virtual;
Lean2 *lean;
void **not_a_table;

void keep_second() { second = new Both; }
void keep_third() { third = new Three; }
void keep_second_of_virtual() { second_of_virtual = new Virtual; }
void keep_lean() { lean = new Lean; }

void function() {}
const char *const texts[] = {"one", "two", "three"};
void (*const functions[])() = {function, function, keep_second};

void keep_texts() {
  void **block = static_cast<void **>(malloc(201));
  block[0] = const_cast<char **>(reinterpret_cast<const char *const *>(texts));
  block[2] = block[0];
  not_a_table = block + 2;
}

// No virtual table, but that does not show.
void **like_a_table;
void keep_functions() {
  void **block = static_cast<void **>(malloc(203));
  block[0] = reinterpret_cast<void *>(const_cast<void (**)()>(functions));
  block[2] = block[0];
  like_a_table = block + 2;
}

int main() {
  function();
  keep_second();
  keep_third();
  keep_second_of_virtual();
  keep_lean();
  keep_texts();
  keep_functions();
}
